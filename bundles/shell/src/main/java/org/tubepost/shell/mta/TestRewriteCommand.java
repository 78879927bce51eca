// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Steps;
import org.tubepost.shell.Table;

/** Shows where the rewrite rules send an address, and which rules took part. */
@Service
@Command(
        scope = "mta",
        name = "test-rewrite",
        description = "Rewrites an address and shows every rule that took part")
public final class TestRewriteCommand extends HouseCommand {

    @Argument(index = 0, name = "address", description = "Address to rewrite", required = true)
    private String address;

    @Option(name = "--channel", description = "Channel the message comes from")
    @Completion(ChannelCompleter.class)
    private String channel = "tcp_local";

    @Option(name = "--from", description = "Treat the address as a sender")
    private boolean from;

    @Option(name = "--header", description = "Treat the address as one in a header field")
    private boolean header;

    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration ->
                        with(AddressRewriter.class, rewriter -> rewrite(configuration, rewriter)));
    }

    private Object rewrite(Configuration configuration, AddressRewriter rewriter) throws Exception {
        MailAddress given = MailAddress.parse(address);
        Trace trace = Trace.recording();
        Route route =
                rewriter.rewrite(given, context(configuration.current(), !header, !from, trace));
        Table table = Steps.table(trace);
        table.row("result", address, text(route), host(route));
        for (boolean envelope : new boolean[] {true, false}) {
            for (boolean forward : new boolean[] {true, false}) {
                Route form =
                        rewriter.rewrite(
                                given,
                                context(configuration.current(), envelope, forward, Trace.OFF));
                table.row(
                        envelope ? "envelope" : "header",
                        forward ? "as a recipient" : "as a sender",
                        text(form),
                        host(form));
            }
        }
        print(table);
        return null;
    }

    private RewriteContext context(
            Generation generation, boolean envelope, boolean forward, Trace trace) {
        return new RewriteContext(generation, channel, envelope, forward, true, trace);
    }

    private static String text(Route route) {
        return route instanceof Route.Found found
                ? found.address() + " on channel " + found.channel().name()
                : ((Route.Refused) route).reply().toString();
    }

    private static String host(Route route) {
        return route instanceof Route.Found found ? "host " + found.host() : "";
    }
}
