// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/**
 * Every three characters in a row of a buffer, as terms with the place where they stand. A text is
 * a substring exactly when its own three in a row stand at following places; a shorter text when it
 * begins such three, for behind each text there are two marks.
 */
final class Grams extends TokenStream {
    /** Characters in a term. */
    static final int LENGTH = 3;

    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final PositionIncrementAttribute increment =
            addAttribute(PositionIncrementAttribute.class);
    private final TextBuffer text;
    private final byte[] octets = new byte[LENGTH * Character.BYTES];
    private int at;
    private int last = -1;

    Grams(TextBuffer text) {
        this.text = text;
    }

    /** The octets of characters in a term; those of fewer characters are a prefix of terms. */
    static BytesRef term(CharSequence chars) {
        byte[] octets = new byte[chars.length() * Character.BYTES];
        for (int i = 0; i < chars.length(); i++) {
            put(octets, i, chars.charAt(i));
        }
        return new BytesRef(octets);
    }

    private static void put(byte[] octets, int index, char c) {
        octets[2 * index] = (byte) (c >> 8);
        octets[2 * index + 1] = (byte) c;
    }

    @Override
    public boolean incrementToken() {
        while (at + LENGTH <= text.length()) {
            int start = at++;
            boolean between =
                    text.at(start) == TextBuffer.MARK && text.at(start + 1) == TextBuffer.MARK;
            if (!between) {
                clearAttributes();
                for (int i = 0; i < LENGTH; i++) {
                    put(octets, i, text.at(start + i));
                }
                term.setBytesRef(new BytesRef(octets));
                increment.setPositionIncrement(start - last);
                last = start;
                return true;
            }
        }
        return false;
    }

    @Override
    public void reset() {
        at = 0;
        last = -1;
    }
}
