// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a content of a partition.
 *
 * @param file file that it lies in; empty if it has none
 * @param offset first octet of the damaged record in the file; -1 if unknown
 * @param detail one line
 * @param messageId Message-ID of the message, from octets that may be damaged; empty if none is
 *     seen
 */
public record ContentDamage(String file, long offset, String detail, String messageId) {
    private static final Pattern MESSAGE_ID =
            Pattern.compile("(?im)^message-id:\\s*(<[\\x21-\\x7e]{1,250}>)");

    /**
     * Looks for the Message-ID in what is left of a header.
     *
     * @param start octets from the start of the message, not verified
     */
    public static String messageIdIn(ByteBuffer start) {
        Matcher found = MESSAGE_ID.matcher(StandardCharsets.ISO_8859_1.decode(start.duplicate()));
        return found.find() ? found.group(1) : "";
    }
}
