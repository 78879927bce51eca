// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/**
 * The id under which the house keeps one accepted message; it stands in {@code Received} fields, in
 * the log and in shell commands. Not the {@code Message-ID} header field.
 *
 * @param value 1 to 64 letters, digits and hyphens; unique in the instance for ever
 */
public record MessageId(String value) implements Comparable<MessageId> {

    /** Checks the alphabet. */
    public MessageId {
        if (!value.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not a message id: " + value);
        }
    }

    @Override
    public int compareTo(MessageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
