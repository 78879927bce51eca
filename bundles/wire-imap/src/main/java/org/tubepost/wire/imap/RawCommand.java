// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command as it came in: stretches of text with literals between them. The announcement of a
 * literal ({@code {12}}) is not part of the text.
 *
 * @param texts text before, between and behind the literals; one more than literals
 * @param literals literals in order
 */
public record RawCommand(List<byte[]> texts, List<Literal> literals) {

    /** Copies the lists. */
    public RawCommand {
        texts = List.copyOf(texts);
        literals = List.copyOf(literals);
    }

    /** The first stretch of text, octet by octet; the whole command when it has no literals. */
    public String firstText() {
        return new String(texts.get(0), StandardCharsets.ISO_8859_1);
    }

    /** The tag, or {@code *} when the command does not begin with one. */
    public String tag() {
        byte[] line = texts.get(0);
        int end = 0;
        while (end < line.length && Grammar.isTag(line[end])) {
            end++;
        }
        boolean whole = end > 0 && (end == line.length || line[end] == ' ');
        return whole ? new String(line, 0, end, StandardCharsets.US_ASCII) : "*";
    }
}
