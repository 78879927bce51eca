// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;
import org.tubepost.shell.HouseCommand;
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
        Trace trace = Trace.recording();
        Route route =
                rewriter.rewrite(
                        MailAddress.parse(address),
                        new RewriteContext(
                                configuration.current(), channel, !header, !from, true, trace));
        Table table = new Table("room", "rule", "result", "source");
        for (Step step : trace.steps()) {
            table.row(step.room(), step.subject(), step.result(), step.source());
        }
        if (route instanceof Route.Found found) {
            table.row(
                    "result",
                    address,
                    found.address() + " on channel " + found.channel().name(),
                    "host " + found.host());
        } else if (route instanceof Route.Refused refused) {
            table.row("result", address, refused.reply(), "");
        }
        print(table);
        return null;
    }
}
