// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;

/**
 * What the keywords of a channel mean for the client. Two channels with equal rules may share
 * connections.
 *
 * @param port where hosts listen
 * @param mx mail exchangers are looked up
 * @param random exchangers of the same preference are tried in random order
 * @param lastResort host to try when no other answers
 * @param nameServers servers to ask in place of the configured ones; empty for those
 * @param local address to connect from
 * @param tls whether to use STARTTLS
 * @param sasl whether to log in
 * @param account entry of the file of accounts; empty to find it by host and domain
 * @param dialect how to talk
 * @param hidden extensions that are not used although a host offers them
 * @param converts a message beyond ASCII is converted for hosts without 8BITMIME
 * @param recipients most recipients in one transaction; empty for the setting
 */
record ChannelRules(
        int port,
        boolean mx,
        boolean random,
        Optional<String> lastResort,
        List<InetAddress> nameServers,
        Optional<InetAddress> local,
        TlsUse tls,
        SaslUse sasl,
        Optional<String> account,
        Dialect dialect,
        List<String> hidden,
        boolean converts,
        OptionalInt recipients) {

    /** Policies of STARTTLS. */
    enum TlsUse {
        /** Never. */
        NEVER,
        /** When it is offered; in clear when it fails (RFC 7435). */
        OFFERED,
        /** Nothing goes out in clear. */
        REQUIRED
    }

    /** Policies of AUTH. */
    enum SaslUse {
        /** Never. */
        NEVER,
        /** When there is an account and the host offers a mechanism for it. */
        OFFERED,
        /** Nothing goes out without. */
        REQUIRED
    }

    static ChannelRules of(ChannelDefinition channel) {
        // A store is named itself (RFC 2033 section 5): LMTP goes to no exchanger unless told so.
        String mx =
                channel.lastOf("mx", "nomx", "randommx", "nonrandommx", "defaultmx")
                        .orElse(channel.has("lmtp") ? "nomx" : "mx");
        Dialect dialect = dialect(channel);
        return new ChannelRules(
                channel.argument("port").map(text -> port(text, dialect)).orElse(dialect.port()),
                !mx.equals("nomx"),
                !mx.equals("nonrandommx"),
                channel.argument("lastresort"),
                nameServers(channel),
                channel.argument("interfaceaddress").flatMap(ChannelRules::address),
                tls(channel),
                sasl(channel),
                channel.argument("client_auth"),
                dialect,
                hidden(channel),
                !eightBit(channel).equals("eightbit"),
                recipients(channel));
    }

    private static int port(String text, Dialect dialect) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return port > 0 && port < 65_536 ? port : dialect.port();
    }

    private static Dialect dialect(ChannelDefinition channel) {
        if (channel.has("lmtp")) {
            return Dialect.LMTP;
        }
        return channel.lastOf("ehlo", "checkehlo", "noehlo").orElse("ehlo").equals("noehlo")
                ? Dialect.SMTP
                : Dialect.ESMTP;
    }

    private static List<InetAddress> nameServers(ChannelDefinition channel) {
        List<InetAddress> servers = new ArrayList<>();
        channel.lastOf("nameservers", "defaultnameservers")
                .flatMap(channel::keyword)
                .map(Keyword::arguments)
                .orElse(List.of())
                .forEach(a -> address(a).ifPresent(servers::add));
        return List.copyOf(servers);
    }

    /** An address, perhaps in brackets; the configuration has checked it. */
    private static Optional<InetAddress> address(String text) {
        String plain = text.replace("[", "").replace("]", "");
        try {
            return Optional.of(InetAddress.getByName(plain));
        } catch (UnknownHostException name) {
            return Optional.empty();
        }
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

    private static SaslUse sasl(ChannelDefinition channel) {
        String keyword =
                channel.lastOf("maysaslclient", "mustsaslclient", "nosaslclient")
                        .orElse(channel.has("client_auth") ? "maysaslclient" : "nosaslclient");
        return switch (keyword) {
            case "mustsaslclient" -> SaslUse.REQUIRED;
            case "maysaslclient" -> SaslUse.OFFERED;
            default -> SaslUse.NEVER;
        };
    }

    private static String eightBit(ChannelDefinition channel) {
        return channel.lastOf("eightbit", "eightnegotiate", "eightstrict", "sevenbit")
                .orElse("eightnegotiate");
    }

    private static List<String> hidden(ChannelDefinition channel) {
        List<String> hidden = new ArrayList<>();
        if (channel.lastOf("chunkingclient", "nochunkingclient")
                .orElse("")
                .equals("nochunkingclient")) {
            hidden.add("CHUNKING");
        }
        if (channel.lastOf("notary", "nonotary").orElse("").equals("nonotary")) {
            hidden.add("DSN");
        }
        if (eightBit(channel).equals("sevenbit")) {
            hidden.addAll(List.of("8BITMIME", "SMTPUTF8"));
        }
        return List.copyOf(hidden);
    }

    private static OptionalInt recipients(ChannelDefinition channel) {
        String copies =
                channel.lastOf("single", "single_sys", "multiple", "addrsperfile").orElse("");
        if (copies.equals("single")) {
            return OptionalInt.of(1);
        }
        return copies.equals("addrsperfile")
                ? channel.argument("addrsperfile").stream()
                        .filter(a -> a.matches("[1-9]\\d{0,8}"))
                        .mapToInt(Integer::parseInt)
                        .findFirst()
                : OptionalInt.empty();
    }
}
