// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8, and nothing else. */
final class Octets {
    /** Longest line or cell, in octets. */
    static final int LONGEST = 4 << 20;

    private Octets() {}

    /** The text of octets. */
    static String text(byte[] octets, long line, long column) throws MalformedTextException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new MalformedTextException(line, column, "is no UTF-8");
        }
    }
}
