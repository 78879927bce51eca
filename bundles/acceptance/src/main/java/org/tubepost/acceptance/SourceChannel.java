// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.Route;

/**
 * Decides from which channel a message comes (reference page mta-essentials). It begins at the
 * channel of the listener and goes on as the dialogue does, each step from where the last one led:
 * {@code switchchannel} by the client's address, {@code tlsswitchchannel} under TLS, {@code
 * saslswitchchannel} for authenticated clients, {@code userswitchchannel} by the directory entry of
 * the sender or of the sender's domain (options {@code LDAP_SOURCE_CHANNEL} and {@code
 * LDAP_DOMAIN_ATTR_SOURCE_CHANNEL}).
 */
final class SourceChannel {
    private final Circumstances circumstances;
    private final Generation generation;
    private final Origin origin;

    SourceChannel(Circumstances circumstances, Origin origin) {
        this.circumstances = circumstances;
        this.generation = circumstances.generation();
        this.origin = origin;
    }

    /** The channel before the sender is known. */
    String ofConnection() throws AwayException {
        Optional<ChannelDefinition> listener = generation.channel(origin.channel());
        if (listener.isEmpty() || origin.client().isEmpty()) {
            circumstances.step(() -> "source channel", () -> origin.channel());
            return origin.channel();
        }
        String name = switched(listener.get(), origin.client().get()).name();
        circumstances.step(() -> "source channel", () -> name);
        return name;
    }

    private ChannelDefinition switched(ChannelDefinition listener, InetSocketAddress client)
            throws AwayException {
        ChannelDefinition channel = listener;
        if (Keywords.switchesByAddress(channel)) {
            channel = byAddress(channel, client);
        }
        if (!origin.tls().isEmpty()) {
            channel = named(channel, "tlsswitchchannel");
        }
        return origin.authenticated().isPresent() ? named(channel, "saslswitchchannel") : channel;
    }

    private ChannelDefinition byAddress(ChannelDefinition channel, InetSocketAddress socket)
            throws AwayException {
        MailAddress client = new MailAddress("client", literal(socket));
        try (Lease<AddressRewriter> rewriter = circumstances.rooms().rewriter()) {
            Route route =
                    rewriter.service()
                            .rewrite(client, circumstances.rewriting(channel.name(), true, false));
            if (route instanceof Route.Found found && Keywords.allowsSwitching(found.channel())) {
                circumstances.step(() -> "switchchannel " + client, () -> found.channel().name());
                return found.channel();
            }
        }
        return channel;
    }

    private ChannelDefinition named(ChannelDefinition channel, String keyword) {
        Optional<ChannelDefinition> target = channel.argument(keyword).flatMap(generation::channel);
        target.ifPresent(t -> circumstances.step(() -> keyword, () -> t.name()));
        return target.orElse(channel);
    }

    /**
     * The channel once the sender is known.
     *
     * @param current where the connection led
     * @param sender after rewriting
     */
    String ofSender(String current, MailAddress sender)
            throws AwayException, DirectoryUnavailableException {
        if (origin.client().isEmpty()
                || generation.channel(current).filter(c -> c.has("userswitchchannel")).isEmpty()) {
            return current;
        }
        Optional<ChannelDefinition> target =
                wanted(sender)
                        .flatMap(name -> generation.channel(name.toLowerCase(Locale.ROOT)))
                        .filter(Keywords::allowsSwitching);
        target.ifPresent(
                t -> circumstances.step(() -> "userswitchchannel " + sender, () -> t.name()));
        return target.map(ChannelDefinition::name).orElse(current);
    }

    private Optional<String> wanted(MailAddress sender)
            throws AwayException, DirectoryUnavailableException {
        String ofUser = generation.option("LDAP_SOURCE_CHANNEL", "");
        String ofDomain = generation.option("LDAP_DOMAIN_ATTR_SOURCE_CHANNEL", "");
        try (Lease<Directory> directory = circumstances.rooms().directory()) {
            if (!ofUser.isEmpty()) {
                Optional<DirectoryEntry> entry = directory.service().find(sender);
                if (entry.isPresent() && entry.get() instanceof Account account) {
                    Optional<String> channel = account.attributes().first(ofUser);
                    if (channel.isPresent()) {
                        return channel;
                    }
                }
            }
            if (!ofDomain.isEmpty()) {
                Optional<Domain> domain = directory.service().domain(sender.domain());
                return domain.flatMap(d -> d.attributes().first(ofDomain));
            }
        }
        return Optional.empty();
    }

    private static String literal(InetSocketAddress client) {
        InetAddress address = client.getAddress();
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }
}
