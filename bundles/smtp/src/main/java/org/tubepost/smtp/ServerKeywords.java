// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.wire.smtp.LineLimit;

/**
 * What the keywords of a channel say to the SMTP server when mail comes in on it; compiled once for
 * each generation. A channel that says nothing behaves as {@link #none}.
 *
 * @param tls STARTTLS: {@code maytlsserver}, {@code musttlsserver}, {@code notlsserver}
 * @param login AUTH: {@code maysaslserver}, {@code mustsaslserver}, {@code nosaslserver}
 * @param pipelining PIPELINING is offered
 * @param chunking CHUNKING is offered and BDAT taken
 * @param dsn DSN is offered and its parameters taken
 * @param eightBit 8BITMIME
 * @param longLines what becomes of lines over 998 octets; empty to take them as they are
 * @param verify VRFY tells whether an address exists
 * @param etrn ETRN
 * @param lookUp the client's name is looked up; not with {@code identnonenumeric} and the like
 * @param limits what one connection may do
 */
record ServerKeywords(
        Demand tls,
        Demand login,
        boolean pipelining,
        boolean chunking,
        boolean dsn,
        EightBit eightBit,
        Optional<LineLimit.Mode> longLines,
        boolean verify,
        Etrn etrn,
        boolean lookUp,
        SessionLimits limits) {

    /** What becomes of octets beyond ASCII. */
    enum EightBit {
        /** {@code sevenbit}: 8BITMIME and SMTPUTF8 are not offered. */
        NOT_OFFERED,
        /** {@code eightbit}, {@code eightnegotiate}: offered; octets are taken as they come. */
        OFFERED,
        /** {@code eightstrict}: offered, and refused where it was not negotiated. */
        STRICT
    }

    /** What ETRN does. */
    enum Etrn {
        /** {@code disableetrn}, and without a keyword: not known. */
        NONE,
        /** {@code allowetrn}. */
        ALLOWED,
        /** {@code silentetrn}: done, and the answer does not say what was there. */
        SILENT,
        /** {@code blocketrn}: known and refused. */
        BLOCKED
    }

    /** Nothing was said. */
    static ServerKeywords none(SmtpSettings settings) {
        return new ServerKeywords(
                Demand.OFFERED,
                Demand.OFFERED,
                true,
                true,
                true,
                EightBit.OFFERED,
                Optional.empty(),
                false,
                Etrn.NONE,
                true,
                SessionLimits.of(settings));
    }

    static ServerKeywords of(ChannelDefinition channel, SmtpSettings settings) {
        return new ServerKeywords(
                Demand.of(channel, "tls"),
                Demand.of(channel, "sasl"),
                isOn(channel, "pipelining"),
                isOn(channel, "chunkingserver"),
                isOn(channel, "dsn"),
                eightBit(channel),
                longLines(channel),
                channel.lastOf("vrfyallow", "vrfydefault", "vrfyhide")
                        .filter("vrfyallow"::equals)
                        .isPresent(),
                etrn(channel),
                looksUp(channel),
                SessionLimits.of(channel, settings));
    }

    private static boolean isOn(ChannelDefinition channel, String keyword) {
        return !channel.lastOf(keyword, "no" + keyword).orElse(keyword).startsWith("no");
    }

    private static EightBit eightBit(ChannelDefinition channel) {
        return switch (channel.lastOf("eightbit", "eightnegotiate", "eightstrict", "sevenbit")
                .orElse("eightnegotiate")) {
            case "eightstrict" -> EightBit.STRICT;
            case "sevenbit" -> EightBit.NOT_OFFERED;
            default -> EightBit.OFFERED;
        };
    }

    private static Optional<LineLimit.Mode> longLines(ChannelDefinition channel) {
        return channel.lastOf("rejectsmtplonglines", "wrapsmtplonglines", "truncatesmtplonglines")
                .map(
                        keyword ->
                                switch (keyword) {
                                    case "rejectsmtplonglines" -> LineLimit.Mode.REJECT;
                                    case "wrapsmtplonglines" -> LineLimit.Mode.WRAP;
                                    default -> LineLimit.Mode.TRUNCATE;
                                });
    }

    private static Etrn etrn(ChannelDefinition channel) {
        return switch (channel.lastOf("allowetrn", "blocketrn", "disableetrn", "silentetrn")
                .orElse("disableetrn")) {
            case "allowetrn" -> Etrn.ALLOWED;
            case "blocketrn" -> Etrn.BLOCKED;
            case "silentetrn" -> Etrn.SILENT;
            default -> Etrn.NONE;
        };
    }

    private static boolean looksUp(ChannelDefinition channel) {
        return !channel.lastOf(
                        "identnone",
                        "identnonelimited",
                        "identnonenumeric",
                        "identnonesymbolic",
                        "identtcp",
                        "identtcplimited",
                        "identtcpnumeric",
                        "identtcpsymbolic")
                .orElse("identnone")
                .endsWith("numeric");
    }
}
