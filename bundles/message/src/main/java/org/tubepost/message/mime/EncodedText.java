// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.mime;

import org.apache.james.mime4j.codec.EncoderUtil;

/** Text as header fields carry it: encoded words where it is not plain ASCII (RFC 2047). */
public final class EncodedText {
    private static final int LONGEST = 900;

    private EncodedText() {}

    /**
     * Unstructured text, such as a subject. Controls become blanks; what is longer than a line may
     * be is cut.
     */
    public static String unstructured(String text) {
        return folded(
                EncoderUtil.encodeIfNecessary(
                        plain(text), EncoderUtil.Usage.TEXT_TOKEN, "Subject: ".length()));
    }

    /** A name before an address, quoted or encoded. */
    public static String displayName(String name) {
        return folded(EncoderUtil.encodeAddressDisplayName(plain(name)));
    }

    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }

    private static String folded(String words) {
        return words.replace("?= =?", "?=\r\n =?");
    }
}
