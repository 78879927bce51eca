// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;

/** Mail that comes in meanwhile, by SMTP or LMTP, a connection for each few messages. */
final class Deliveries implements Runnable {
    private static final int BUFFER_OCTETS = 4_096;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAUSE_MILLIS = 150;

    private final RandomClients world;
    private final InetSocketAddress server;
    private final String hello;
    private final String recipient;
    private final Random random = new Random(1);

    /**
     * To one recipient.
     *
     * @param hello LHLO or EHLO
     */
    Deliveries(RandomClients world, InetSocketAddress server, String hello, String recipient) {
        this.world = world;
        this.server = server;
        this.hello = hello;
        this.recipient = recipient;
    }

    @Override
    public void run() {
        Transcript transcript = new Transcript();
        while (world.goesOn()) {
            while (world.isBusy()) {
                try (ImapWire wire = new ImapWire(server, BUFFER_OCTETS, PATIENCE_MILLIS)) {
                    deliver(wire);
                } catch (IOException failed) {
                    world.failed(hello, failed, transcript);
                }
            }
            world.rested();
            world.compared();
        }
    }

    private void deliver(ImapWire wire) throws IOException {
        expect(wire, '2');
        ask(wire, hello + " random.test", '2');
        for (int i = 0; i < 5 && world.isBusy(); i++) {
            ask(wire, "MAIL FROM:<random@load.test>", '2');
            ask(wire, "RCPT TO:<" + recipient + ">", '2');
            ask(wire, "DATA", '3');
            ask(wire, Texts.next(random) + ".", '2');
            try {
                Thread.sleep(random.nextInt(PAUSE_MILLIS));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            }
        }
        ask(wire, "QUIT", '2');
    }

    private static void ask(ImapWire wire, String line, char wanted) throws IOException {
        wire.send(line + "\r\n");
        expect(wire, wanted);
    }

    private static void expect(ImapWire wire, char wanted) throws IOException {
        do {
            wire.next();
        } while (wire.has(3, "-"));
        if (!wire.has(0, String.valueOf(wanted))) {
            throw new IOException(wire.text());
        }
    }
}
