// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.List;

/** Collects pieces; plain characters become one piece, in the case that is in force. */
final class PieceList {
    private final List<Piece> pieces = new ArrayList<>(2);
    private final StringBuilder plain = new StringBuilder();
    private char letterCase = '_';

    void plain(char c) {
        plain.append(c);
    }

    void add(Piece piece) {
        flush();
        pieces.add(letterCase == '_' ? piece : new Piece.Cased(piece, letterCase == '^'));
    }

    void letterCase(char next) {
        flush();
        letterCase = next;
    }

    List<Piece> all() {
        flush();
        return List.copyOf(pieces);
    }

    private void flush() {
        if (plain.length() > 0) {
            String text = plain.toString();
            plain.setLength(0);
            add(new Piece.Plain(text));
        }
    }
}
