// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * Decides from which channel a message comes: that of the listener, or the one that {@code
 * saslswitchchannel} names for authenticated clients, or the one that the client's address rewrites
 * to where {@code switchchannel} allows it (reference page mta-essentials).
 */
final class SourceChannel {
    private SourceChannel() {}

    static String of(
            Origin origin, Generation generation, Rooms rooms, boolean rehearsal, Trace trace)
            throws AwayException {
        Optional<ChannelDefinition> listener = generation.channel(origin.channel());
        if (listener.isEmpty() || origin.client().isEmpty()) {
            return origin.channel();
        }
        ChannelDefinition channel = listener.get();
        Optional<String> authenticated = channel.argument("saslswitchchannel");
        if (origin.authenticated().isPresent() && authenticated.isPresent()) {
            trace.add("acceptance", "saslswitchchannel", authenticated.get());
            return authenticated.get();
        }
        if (!Keywords.switchesByAddress(channel)) {
            return channel.name();
        }
        MailAddress client = new MailAddress("client", literal(origin.client().get()));
        try (Lease<AddressRewriter> rewriter = rooms.rewriter()) {
            Route route =
                    rewriter.service()
                            .rewrite(
                                    client,
                                    RewriteContext.sender(
                                            generation, channel.name(), rehearsal, trace));
            if (route instanceof Route.Found found && Keywords.allowsSwitching(found.channel())) {
                trace.add("acceptance", "switchchannel " + client, found.channel().name());
                return found.channel().name();
            }
        }
        return channel.name();
    }

    private static String literal(InetSocketAddress client) {
        InetAddress address = client.getAddress();
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }
}
