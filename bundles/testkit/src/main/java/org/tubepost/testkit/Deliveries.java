// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.ReversePath;

/** Makes deliveries for tests of channels. */
public final class Deliveries {
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);

    private Deliveries() {}

    /** An address; the text must be one. */
    public static MailAddress address(String text) {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException wrong) {
            throw new IllegalArgumentException(text, wrong);
        }
    }

    /** An envelope from {@code sender@example.test}. */
    public static Envelope envelope(String channel, String destination, List<String> recipients) {
        List<Recipient> list = new ArrayList<>();
        for (String recipient : recipients) {
            MailAddress address = address(recipient);
            list.add(new Recipient(address, address, channel, destination, RecipientDsn.NONE));
        }
        return new Envelope(
                new MessageId("testkit-1"),
                Origin.internal("tcp_local", Instant.now(), ""),
                ReversePath.of(address("sender@example.test")),
                DsnRequest.NONE,
                Set.of(),
                Priority.NORMAL,
                list);
    }

    /** A first attempt with a deadline of a minute, on a channel without keywords. */
    public static Delivery delivery(
            long entry,
            String channel,
            String destination,
            List<String> recipients,
            Content content) {
        return delivery(entry, channel, List.of(), destination, recipients, content);
    }

    /** A first attempt with a deadline of a minute. */
    public static Delivery delivery(
            long entry,
            String channel,
            List<Keyword> keywords,
            String destination,
            List<String> recipients,
            Content content) {
        return new Delivery(
                entry,
                1,
                new ChannelDefinition(channel, keywords, channel + "-daemon", List.of(), HERE),
                destination,
                envelope(channel, destination, recipients),
                content,
                Instant.now().plus(Duration.ofMinutes(1)));
    }

    /** A keyword of a channel block. */
    public static Keyword keyword(String name, String... arguments) {
        return new Keyword(name, List.of(arguments), HERE);
    }
}
