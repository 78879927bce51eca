// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute URL of a message or a section of it that may be followed by others than its owner
 * (RFC 5092, RFC 4467): {@code
 * imap://fred@example.com/Drafts/;UID=20/;SECTION=1.2;EXPIRE=2026-12-01T00:00:00Z;URLAUTH=submit+fred:INTERNAL:0123...}.
 * What is in front of the mechanism is the rump, which the token vouches for.
 *
 * @param rump octet by octet as written, in ASCII
 * @param user whose access key vouches for it, decoded
 * @param host in lower case; an IPv6 address in brackets
 * @param message what is meant, in a mailbox as the user knows it
 * @param expires from when on it is worth nothing
 * @param access who may follow it
 * @param verifier what vouches for the rump; empty for a mere rump
 */
public record AuthorizedUrl(
        String rump,
        String user,
        String host,
        ImapUrl message,
        Optional<Instant> expires,
        Access access,
        Optional<Verifier> verifier) {
    private static final String SCHEME = "imap://";
    private static final String MARK = ";URLAUTH=";
    private static final String LIMIT = ";EXPIRE=";

    /** {@code user;AUTH=mechanism@host:port}; the mechanism is of no use to a server. */
    private static final Pattern SERVER =
            Pattern.compile(
                    "([^@;:]+)(?:;AUTH=[^@;:]+)?@([^@;:\\[\\]]+|\\[[0-9A-F:.]+])(?::\\d{1,5})?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9.-]{1,100}");
    private static final Pattern TOKEN = Pattern.compile("(?:[0-9A-Fa-f]{2}){16,100}");

    /**
     * Who may follow it.
     *
     * @param kind which sort
     * @param user which one, decoded; empty where the sort names none
     */
    public record Access(Kind kind, String user) {}

    /** Sorts of access identifiers (RFC 4467 section 3). */
    public enum Kind {
        /** A submission server, for a message of the user: {@code submit+}. */
        SUBMIT,
        /** The user: {@code user+}. */
        USER,
        /** Everybody who has logged in: {@code authuser}. */
        AUTHUSER,
        /** Everybody: {@code anonymous}. */
        ANONYMOUS
    }

    /**
     * What vouches for the rump.
     *
     * @param mechanism in upper case
     * @param token made by the server, at least 16 octets
     */
    public record Verifier(String mechanism, byte[] token) {}

    /** True if this is to be read as an absolute URL of IMAP, and not as a relative one. */
    public static boolean isAbsolute(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads one, with or without verifier.
     *
     * @throws BadCommandException if it is no such URL
     */
    public static AuthorizedUrl parse(String url) throws BadCommandException {
        int slash = url.indexOf('/', SCHEME.length());
        int mark = find(MARK, url);
        boolean ascii = url.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isAbsolute(url) || !ascii || slash < 0 || mark < slash) {
            throw notOne();
        }
        Matcher server = SERVER.matcher(url.substring(SCHEME.length(), slash));
        String[] behind = url.substring(mark + MARK.length()).split(":", -1);
        if (!server.matches() || (behind.length != 1 && behind.length != 3)) {
            throw notOne();
        }
        int limit = find(LIMIT, url);
        boolean limited = limit >= slash && limit < mark;
        ImapUrl message = ImapUrl.parse(url.substring(slash, limited ? limit : mark));
        if (message.mailbox().isEmpty()) {
            throw notOne();
        }
        return new AuthorizedUrl(
                url.substring(0, mark + MARK.length() + behind[0].length()),
                ImapUrl.decoded(server.group(1)),
                ImapUrl.decoded(server.group(2)).toLowerCase(Locale.ROOT),
                message,
                limited
                        ? Optional.of(date(url.substring(limit + LIMIT.length(), mark)))
                        : Optional.empty(),
                access(behind[0]),
                behind.length == 1
                        ? Optional.empty()
                        : Optional.of(verifier(behind[1], behind[2])));
    }

    /** Where a parameter begins; a semicolon within a value is written with a percent sign. */
    private static int find(String parameter, String url) {
        for (int at = url.indexOf(';'); at >= 0; at = url.indexOf(';', at + 1)) {
            if (url.regionMatches(true, at, parameter, 0, parameter.length())) {
                return at;
            }
        }
        return -1;
    }

    /** RFC 3339, whose letters may be small. */
    private static Instant date(String written) throws BadCommandException {
        try {
            return OffsetDateTime.parse(written.toUpperCase(Locale.ROOT)).toInstant();
        } catch (DateTimeException malformed) {
            throw notOne();
        }
    }

    private static Access access(String written) throws BadCommandException {
        int plus = written.indexOf('+');
        String user = plus < 0 ? "" : ImapUrl.decoded(written.substring(plus + 1));
        Kind kind =
                switch (written.substring(0, plus + 1).toLowerCase(Locale.ROOT)) {
                    case "submit+" -> Kind.SUBMIT;
                    case "user+" -> Kind.USER;
                    case "" ->
                            switch (written.toLowerCase(Locale.ROOT)) {
                                case "authuser" -> Kind.AUTHUSER;
                                case "anonymous" -> Kind.ANONYMOUS;
                                default -> throw notOne();
                            };
                    default -> throw notOne();
                };
        if (plus >= 0 && user.isEmpty()) {
            throw notOne();
        }
        return new Access(kind, user);
    }

    private static Verifier verifier(String mechanism, String token) throws BadCommandException {
        String name = mechanism.toUpperCase(Locale.ROOT);
        if (!MECHANISM.matcher(name).matches() || !TOKEN.matcher(token).matches()) {
            throw notOne();
        }
        return new Verifier(name, HexFormat.of().parseHex(token));
    }

    private static BadCommandException notOne() {
        return new BadCommandException("Not a URL of a message that others may have");
    }

    /** The whole URL, with a verifier behind its rump. */
    public String with(Verifier made) {
        return rump + ":" + made.mechanism() + ":" + HexFormat.of().formatHex(made.token());
    }
}
