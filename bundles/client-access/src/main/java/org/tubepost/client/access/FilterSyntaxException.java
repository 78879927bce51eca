// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

/** A client access filter that cannot be understood. */
final class FilterSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int index;

    /**
     * What is wrong.
     *
     * @param index of the character where it is wrong, from 0
     */
    FilterSyntaxException(int index, String text) {
        super(text);
        this.index = index;
    }

    int index() {
        return index;
    }
}
