// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;

/**
 * What the keywords of a channel mean for the client.
 *
 * @param port where hosts listen
 * @param mx mail exchangers are looked up
 * @param random exchangers of the same preference are tried in random order
 * @param lastResort host to try when no other answers
 * @param tls whether to use STARTTLS
 * @param ehlo false to greet with HELO only
 */
record ChannelRules(
        int port,
        boolean mx,
        boolean random,
        Optional<String> lastResort,
        TlsUse tls,
        boolean ehlo) {

    /** Policies of STARTTLS. */
    enum TlsUse {
        /** Never. */
        NEVER,
        /** When it is offered; in clear when it fails (RFC 7435). */
        OFFERED,
        /** Nothing goes out in clear. */
        REQUIRED
    }

    static ChannelRules of(ChannelDefinition channel) {
        String mx = channel.lastOf("mx", "nomx", "randommx", "nonrandommx").orElse("mx");
        return new ChannelRules(
                channel.argument("port").map(ChannelRules::port).orElse(25),
                !mx.equals("nomx"),
                !mx.equals("nonrandommx"),
                channel.argument("lastresort"),
                tls(channel),
                !channel.lastOf("ehlo", "checkehlo", "noehlo").orElse("ehlo").equals("noehlo"));
    }

    private static int port(String text) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return port > 0 && port < 65_536 ? port : 25;
    }

    private static TlsUse tls(ChannelDefinition channel) {
        String keyword =
                channel.lastOf(
                                "maytls",
                                "maytlsclient",
                                "musttls",
                                "musttlsclient",
                                "notls",
                                "notlsclient")
                        .orElse("maytls");
        if (keyword.startsWith("no")) {
            return TlsUse.NEVER;
        }
        return keyword.startsWith("must") ? TlsUse.REQUIRED : TlsUse.OFFERED;
    }
}
