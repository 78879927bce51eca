// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Makes the key by which the store knows a message again. LMTP has none: a client that lost our
 * answer sends the same octets once more. When they begin with a trace field, which the host that
 * queued the message wrote for it alone, the same octets from the same sender are the same message;
 * without one they may well be two. Used by one thread at a time, for one message.
 */
final class DeliveryKeys {
    private static final String TRACE = "received:";

    private final StringBuilder begin = new StringBuilder();
    private final MessageDigest digest;
    private boolean traced = true;

    DeliveryKeys(String sender) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
        digest.update((sender + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** Octets of the message as the client sends them; the slice is left as it is. */
    void look(ByteBuffer slice) {
        for (int at = slice.position();
                at < slice.limit() && begin.length() < TRACE.length();
                at++) {
            begin.append((char) (slice.get(at) & 0xff));
            traced = begin.length() < TRACE.length() || isTrace();
        }
        if (traced) {
            digest.update(slice.duplicate());
        }
    }

    private boolean isTrace() {
        return begin.toString().toLowerCase(Locale.ROOT).equals(TRACE);
    }

    /**
     * The key, once the message is complete.
     *
     * @param otherwise the key of a message that nobody could know again
     */
    String key(String otherwise) {
        return isTrace() ? "lmtp-" + HexFormat.of().formatHex(digest.digest()) : otherwise;
    }
}
