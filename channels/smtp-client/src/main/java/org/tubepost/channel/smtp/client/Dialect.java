// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import org.tubepost.wire.smtp.Command.Verb;

/** How a channel talks to its hosts. */
enum Dialect {
    /** SMTP with extensions, without where they are not understood (RFC 5321). */
    ESMTP(Verb.EHLO, 25),
    /** SMTP without extensions: {@code noehlo}. */
    SMTP(Verb.HELO, 25),
    /** Final delivery with an answer for each recipient: {@code lmtp} (RFC 2033). */
    LMTP(Verb.LHLO, 24);

    private final Verb hello;
    private final int port;

    Dialect(Verb hello, int port) {
        this.hello = hello;
        this.port = port;
    }

    /** The first command. */
    Verb hello() {
        return hello;
    }

    /** Where hosts listen if nothing is said. */
    int port() {
        return port;
    }

    /** Whether HELO is tried when the first command is not understood. */
    boolean fallsBack() {
        return this == ESMTP;
    }

    /** Whether the host's answer is final and there is one for each recipient. */
    boolean answersEachRecipient() {
        return this == LMTP;
    }
}
