// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.shell.Steps;
import org.tubepost.shell.Table;

/**
 * Asks the server itself what it would answer to MAIL and RCPT, and shows every rule, table entry,
 * directory entry and filter that took part, in order. Nothing is queued or counted.
 */
@Service
@Command(
        scope = "mta",
        name = "explain",
        description = "Shows how the server decides about a sender and a recipient")
public final class ExplainCommand extends ClientCommand {

    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration ->
                        with(Acceptance.class, acceptance -> explain(configuration, acceptance)));
    }

    private Object explain(Configuration configuration, Acceptance acceptance) throws Exception {
        Trace trace = Trace.recording();
        Reply answer;
        List<Recipient> recipients = List.of();
        try (Transaction transaction =
                acceptance.rehearse(origin(), configuration.current(), trace)) {
            answer = transaction.sender(sender(), MailParameters.NONE);
            if (answer.isPositive()) {
                RecipientPlan plan =
                        transaction.recipient(MailAddress.parse(recipient()), RecipientDsn.NONE);
                answer = plan.reply();
                recipients = plan.recipients();
            }
        }
        Table table = Steps.table(trace);
        for (Recipient found : recipients) {
            table.row(
                    "result",
                    recipient(),
                    found.address()
                            + " on channel "
                            + found.channel()
                            + (found.destination().isEmpty() ? "" : " to " + found.destination()),
                    found.returnPath().map(p -> "from <" + p + ">").orElse(""));
        }
        table.row("answer", recipient(), answer, "");
        print(table);
        return null;
    }
}
