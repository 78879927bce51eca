// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of a SCRAM message in their fixed order (RFC 5802 section 7). Malformed messages
 * are refused with {@link IllegalArgumentException}, whose text may be shown.
 */
public final class ScramMessage {
    private final List<String> attributes;
    private int next;

    private ScramMessage(List<String> attributes) {
        this.attributes = attributes;
    }

    /** Splits a message. */
    public static ScramMessage parse(String text) {
        return new ScramMessage(new ArrayList<>(List.of(text.split(",", -1))));
    }

    /** The text of a message, which is UTF-8 without NUL. */
    public static String text(byte[] octets) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("NUL in a SCRAM message");
            }
            return text;
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("SCRAM message is not UTF-8", malformed);
        }
    }

    /** The next word whole, whatever it is. */
    public String word() {
        if (next >= attributes.size()) {
            throw new IllegalArgumentException("SCRAM message ends early");
        }
        return attributes.get(next++);
    }

    /** Value of the next attribute, which has this name. */
    public String value(char name) {
        String word = word();
        if (word.length() < 2 || word.charAt(0) != name || word.charAt(1) != '=') {
            throw new IllegalArgumentException("expected attribute " + name + " of SCRAM");
        }
        return word.substring(2);
    }

    /** True when the next attribute has this name. */
    public boolean has(char name) {
        return next < attributes.size() && attributes.get(next).startsWith(name + "=");
    }

    /** Value of the last attribute, which has this name. */
    public String last(char name) {
        next = Math.max(next, attributes.size() - 1);
        return value(name);
    }

    /**
     * Decodes {@code saslname}, in which commas and equal signs are written {@code =2C} and {@code
     * =3D}.
     */
    public static String decodeName(String encoded) {
        StringBuilder name = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '=') {
                name.append(c);
            } else if (encoded.startsWith("=2C", i) || encoded.startsWith("=3D", i)) {
                name.append(encoded.charAt(i + 1) == '2' ? ',' : '=');
                i += 2;
            } else {
                throw new IllegalArgumentException("name in SCRAM is not encoded right");
            }
        }
        return name.toString();
    }

    /** Encodes {@code saslname}. */
    public static String encodeName(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }
}
