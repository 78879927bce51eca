// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;

/**
 * What the keywords of a source channel ask of acceptance; read once for a generation.
 *
 * @param limits size, recipients and header
 * @param recipientCutoff a message for which more recipients were tried is refused
 * @param holdLimit a message with more recipients is held
 * @param authRewrite 1 and 2: name the authenticated user in a Sender field
 * @param missingRecipientPolicy what is done about a header that names no recipient
 * @param verifiesSender the sender's domain must be in the DNS
 * @param ownSender who has logged in may only send from own addresses
 * @param senderHost domain of senders who give none
 * @param recipientHost domain of recipients who are given without one
 * @param receivedFor the Received field names a single recipient
 * @param receivedFrom the Received field names the sender as given if it was replaced
 */
record SourceRules(
        Limits limits,
        int recipientCutoff,
        int holdLimit,
        int authRewrite,
        int missingRecipientPolicy,
        boolean verifiesSender,
        boolean ownSender,
        Optional<String> senderHost,
        Optional<String> recipientHost,
        boolean receivedFor,
        boolean receivedFrom) {

    /** The header stays as it is when it names no recipient; RFC 5322 allows that. */
    static final int LEAVE_ALONE = 1;

    static SourceRules of(Generation generation, ChannelDefinition channel, Limits general) {
        List<String> hosts =
                channel.keyword("defaulthost").map(Keyword::arguments).orElse(List.of());
        return new SourceRules(
                limits(generation, channel, general),
                Keywords.number(channel, "recipientcutoff").orElse(Integer.MAX_VALUE),
                Keywords.number(channel, "holdlimit").orElse(Integer.MAX_VALUE),
                Keywords.number(channel, "authrewrite").orElse(0),
                Keywords.number(channel, "missingrecipientpolicy").orElse(LEAVE_ALONE),
                Keywords.is(channel, "mailfromdnsverify", "nomailfromdnsverify"),
                Keywords.is(channel, "ownsender", "noownsender"),
                hosts.stream().findFirst(),
                hosts.stream().reduce((first, last) -> last),
                Keywords.isNot(channel, "receivedfor", "noreceivedfor"),
                Keywords.isNot(channel, "receivedfrom", "noreceivedfrom"));
    }

    /** The rules of a channel that is not configured. */
    static SourceRules general(Limits limits) {
        return new SourceRules(
                limits,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                0,
                LEAVE_ALONE,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                true);
    }

    private static Limits limits(Generation generation, ChannelDefinition channel, Limits general) {
        long header = Keywords.blocks(generation, channel, "headerlimit", general.headerSize());
        return new Limits(
                Keywords.blocks(generation, channel, "sourceblocklimit", general.messageSize()),
                Keywords.number(channel, "recipientlimit").orElse(general.recipients()),
                (int) Math.min(header, general.headerSize()));
    }
}
