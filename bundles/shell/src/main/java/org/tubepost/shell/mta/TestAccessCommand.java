// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.message.Origin;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;
import org.tubepost.shell.Steps;
import org.tubepost.shell.Table;

/**
 * Asks the access tables in the order of the SMTP dialogue, as they are written: with the channels
 * that are given here, without rewriting or expanding anything. {@code mta:explain} does the whole.
 */
@Service
@Command(
        scope = "mta",
        name = "test-access",
        description = "Asks the access tables about a client, a sender and a recipient")
public final class TestAccessCommand extends ClientCommand {

    @Option(name = "--to-channel", description = "Channel that the recipient leads to")
    private String toChannel = "tcp_local";

    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration -> with(AccessPolicy.class, policy -> test(configuration, policy)));
    }

    private Object test(Configuration configuration, AccessPolicy policy) throws Exception {
        Trace trace = Trace.recording();
        Origin origin = origin();
        AccessRequest request =
                new AccessRequest(configuration.current(), origin, sender(), true, trace);
        AccessDecision connect =
                policy.connect(origin.server().orElseThrow(), origin.client().orElseThrow(), trace);
        AccessDecision from = policy.sender(request);
        AccessDecision original = policy.recipient(request, Point.ORIGINAL, toChannel, recipient());
        AccessDecision expanded = policy.recipient(request, Point.EXPANDED, toChannel, recipient());
        Table table = Steps.table(trace);
        row(table, "at connect", connect);
        row(table, "at MAIL", from);
        row(table, "at RCPT, before aliases", original);
        row(table, "at RCPT, after aliases", expanded);
        print(table);
        return null;
    }

    private static void row(Table table, String when, AccessDecision decision) {
        table.row("result", when, text(decision), "");
    }

    private static String text(AccessDecision decision) {
        StringBuilder text =
                new StringBuilder(decision.refusal().map(Object::toString).orElse("permitted"));
        add(text, decision.hold(), "held");
        add(text, decision.discard(), "thrown away");
        add(text, !decision.delay().equals(Duration.ZERO), "delay " + decision.delay());
        decision.headers().forEach(h -> add(text, true, "header " + h));
        decision.tags().forEach(t -> add(text, true, "tag " + t));
        decision.filters().forEach(f -> add(text, true, "filter " + f));
        decision.envelopeSender().ifPresent(s -> add(text, true, "sender becomes <" + s + ">"));
        decision.senderField().ifPresent(s -> add(text, true, "Sender: " + s));
        decision.redirect().ifPresent(r -> add(text, true, "redirected to " + r));
        return text.toString();
    }

    private static void add(StringBuilder text, boolean said, String what) {
        if (said) {
            text.append(", ").append(what);
        }
    }
}
