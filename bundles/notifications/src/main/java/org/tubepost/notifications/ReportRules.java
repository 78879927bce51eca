// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.util.Optional;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;

/** What keywords of the channel, options and settings say about one report. */
final class ReportRules {
    private static final long BLOCK = 1024;

    private final Delivery delivery;
    private final ChannelDefinition channel;
    private final NotificationSettings settings;
    private final Rooms rooms;

    ReportRules(Delivery delivery, NotificationSettings settings, Rooms rooms) {
        this.delivery = delivery;
        this.channel = delivery.channel();
        this.settings = settings;
        this.rooms = rooms;
    }

    /** Source channel of the report. */
    String sourceChannel() {
        return channel.argument("notificationchannel").orElse("process");
    }

    /** Address that the report comes from; what is no address is passed over. */
    MailAddress from(MailAddress postmaster) {
        Optional<String> own =
                channel.lastOf("returnaddress", "noreturnaddress")
                        .filter("returnaddress"::equals)
                        .flatMap(channel::argument);
        MailAddress address =
                own.flatMap(ReportRules::parse)
                        .or(() -> rooms.option("RETURN_ADDRESS").flatMap(ReportRules::parse))
                        .orElse(postmaster);
        return address.isUnqualified() ? address.withDomain(postmaster.domain()) : address;
    }

    private static Optional<MailAddress> parse(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (AddressSyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Name that the report comes from. */
    String fromName() {
        return channel.lastOf("returnpersonal", "noreturnpersonal")
                .filter("returnpersonal"::equals)
                .flatMap(channel::argument)
                .or(() -> rooms.option("RETURN_PERSONAL"))
                .orElse(settings.fromName());
    }

    /**
     * The address that is called final, which may give away where mail is forwarded to. A list has
     * its failures sent to its owner, who must know which member they are about.
     */
    MailAddress shown(Recipient recipient) {
        String form = channel.lastOf("includefinal", "suppressfinal", "useintermediate").orElse("");
        String given = recipient.dsn().originalRecipient();
        return switch (form) {
            case "includefinal" -> recipient.address();
            case "suppressfinal" ->
                    parse(given.substring(given.indexOf(';') + 1)).orElse(recipient.original());
            default ->
                    recipient.returnPath().isPresent() ? recipient.address() : recipient.original();
        };
    }

    /** Whether the whole message goes back and not only its header (RFC 3461 section 4.3). */
    boolean returnsFull(Kind kind, boolean forPostmaster) {
        if (forPostmaster) {
            return channel.lastOf("postheadonly", "postheadbody").orElse("").equals("postheadbody")
                    && isSmall(settings.returnFullBelow());
        }
        if (kind != Kind.FAILURE) {
            return false;
        }
        return switch (delivery.envelope().dsn().returned()) {
            case FULL -> isSmall(Long.MAX_VALUE);
            case HEADERS -> false;
            case UNSPECIFIED -> isSmall(settings.returnFullBelow());
        };
    }

    /** The option counts, where it is set, for those too who asked for everything. */
    private boolean isSmall(long otherwise) {
        long limit =
                number("CONTENT_RETURN_BLOCK_LIMIT")
                        .map(blocks -> blocks * number("BLOCK_SIZE").orElse(BLOCK))
                        .orElse(otherwise);
        return delivery.content().size() <= limit;
    }

    private Optional<Long> number(String option) {
        return rooms.option(option)
                .filter(o -> o.length() < 10 && o.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::parseLong)
                .filter(n -> n > 0);
    }
}
