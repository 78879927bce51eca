// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.Reply;

/**
 * Writes replies (RFC 5321 section 4.2), with the enhanced status on each line where the reply has
 * one (RFC 2034): answers of class 3 and those to EHLO have none. Lines stay below 512 octets.
 */
public final class ReplyWriter {
    private static final int LONGEST_TEXT = 480;

    private final StringBuilder pending = new StringBuilder();

    /** A reply with its enhanced status. */
    public void add(Reply reply) {
        String status = reply.code() / 100 == 3 ? "" : reply.status() + " ";
        add(reply.code(), status, reply.text().lines().toList());
    }

    /** A reply without enhanced status: greeting, EHLO, 334 and 354. */
    public void add(int code, List<String> lines) {
        add(code, "", lines);
    }

    /** True when nothing waits to be taken. */
    public boolean isEmpty() {
        return pending.length() == 0;
    }

    /** Octets waiting, about. */
    public int size() {
        return pending.length();
    }

    /** Everything added since the last call. */
    public ByteBuffer take() {
        ByteBuffer octets = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.US_ASCII));
        pending.setLength(0);
        return octets;
    }

    private void add(int code, String status, List<String> lines) {
        List<String> pieces = new ArrayList<>();
        for (String line : lines) {
            String text = printable(line);
            int at = 0;
            do {
                int end = Math.min(text.length(), at + LONGEST_TEXT);
                pieces.add(text.substring(at, end));
                at = end;
            } while (at < text.length());
        }
        if (pieces.isEmpty()) {
            pieces.add("");
        }
        for (int i = 0; i < pieces.size(); i++) {
            pending.append(code).append(i < pieces.size() - 1 ? '-' : ' ');
            pending.append(status).append(pieces.get(i)).append("\r\n");
        }
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c < ' ' || c > '~') {
                clean.setCharAt(i, c == '\t' ? ' ' : '?');
            }
        }
        return clean.toString();
    }
}
