// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/**
 * Replays the envelopes of the last messages through the configuration in force and a candidate,
 * and prints which would go elsewhere. Nothing is loaded, queued or counted.
 */
@Service
@Command(
        scope = "mta",
        name = "diff",
        description = "Shows what a candidate configuration would decide differently")
public final class DiffCommand extends HouseCommand {

    @Argument(
            index = 0,
            name = "files",
            description = "Changed files, or folders with such; others are taken from etc/",
            required = true,
            multiValued = true)
    @Completion(FileCompleter.class)
    private List<String> files;

    @Option(name = "--last", description = "How many of the last envelopes to replay")
    private int last = Integer.MAX_VALUE;

    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration ->
                        with(Acceptance.class, acceptance -> compare(configuration, acceptance)));
    }

    private Object compare(Configuration configuration, Acceptance acceptance) throws Exception {
        Configuration.Candidate candidate =
                configuration.candidate(files.stream().map(Path::of).toList());
        candidate.problems().forEach(p -> out().println(p));
        Generation next =
                candidate
                        .generation()
                        .orElseThrow(() -> new IllegalStateException("the candidate has errors"));
        List<RecentEnvelope> recent = acceptance.recent();
        List<RecentEnvelope> replayed =
                recent.subList(Math.max(0, recent.size() - Math.max(0, last)), recent.size());
        Table table = new Table("sender", "recipient", "now", "candidate");
        int asked = 0;
        for (RecentEnvelope envelope : replayed) {
            for (MailAddress recipient : envelope.recipients()) {
                asked++;
                String now = decision(acceptance, configuration.current(), envelope, recipient);
                String then = decision(acceptance, next, envelope, recipient);
                if (!now.equals(then)) {
                    table.row("<" + envelope.sender() + ">", recipient, now, then);
                }
            }
        }
        int different = table.size();
        print(table);
        if (!json) {
            out().println(
                            asked
                                    + " recipients of "
                                    + replayed.size()
                                    + " messages replayed, "
                                    + different
                                    + " would go elsewhere");
        }
        return null;
    }

    private static String decision(
            Acceptance acceptance,
            Generation generation,
            RecentEnvelope envelope,
            MailAddress recipient) {
        try (Transaction transaction =
                acceptance.rehearse(envelope.origin(), generation, Trace.OFF)) {
            Reply sender = transaction.sender(envelope.sender(), MailParameters.NONE);
            if (!sender.isPositive()) {
                return "MAIL: " + sender;
            }
            RecipientPlan plan = transaction.recipient(recipient, RecipientDsn.NONE);
            return plan.reply().isPositive()
                    ? plan.recipients().stream()
                            .map(
                                    r ->
                                            r.address()
                                                    + " on "
                                                    + r.channel()
                                                    + r.returnPath()
                                                            .map(p -> " from <" + p + ">")
                                                            .orElse(""))
                            .sorted()
                            .collect(Collectors.joining(", "))
                    : plan.reply().toString();
        }
    }
}
