// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Messages that prove by themselves that they are whole. */
final class Texts {
    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final int LINES = 60;

    private Texts() {}

    /** A new message: its header tells a hash of the body. */
    static String next(Random random) {
        StringBuilder body = new StringBuilder();
        int lines = random.nextInt(LINES);
        for (int i = 0; i <= lines; i++) {
            body.append(Long.toHexString(random.nextLong())).append(" and so on\r\n");
        }
        long number = NEXT.getAndIncrement();
        return "X-Id: %d-%d\r\nX-Hash: %d\r\nFrom: a%d@load.test\r\nSubject: %smatter %d\r\nMessage-ID: <%d@load.test>\r\n\r\n%s"
                .formatted(
                        number,
                        System.nanoTime(),
                        body.toString().hashCode(),
                        number % 17,
                        number % 3 == 0 ? "" : "Re: ",
                        number % 11,
                        number,
                        body);
    }

    /** Complains of a message that is not one of these, or not whole. */
    static void check(String message) throws ViolationException {
        int at = message.indexOf("X-Hash: ");
        int end = message.indexOf("\r\n\r\n");
        if (at < 0 || end < at) {
            throw new ViolationException("a torn message: " + message);
        }
        String hash = message.substring(at + 8, message.indexOf("\r\n", at));
        if (!hash.equals(Integer.toString(message.substring(end + 4).hashCode()))) {
            throw new ViolationException("a torn body: " + message);
        }
    }
}
