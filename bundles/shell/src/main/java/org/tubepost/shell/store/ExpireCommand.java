// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.ExpiryMonitor;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreExpiry;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.shell.Table;

/** Removes messages that rules call old or too many, as {@code imexpire} does. */
@Service
@Command(
        scope = "store",
        name = "expire",
        description = "Removes messages that etc/store.expirerule calls old or too many (imexpire)")
public final class ExpireCommand extends TransferCommand {

    @Option(name = "--dry-run", description = "Say what would be done, and change nothing")
    private boolean trial;

    @Option(name = "--owner", description = "Only this user's folders", valueToShowInHelp = "all")
    @Completion(OwnerCompleter.class)
    private String owner;

    @Option(name = "--partition", description = "Only folders of users on this partition")
    private String partition;

    @Option(
            name = "--rules",
            description = "Full path of a file store.expirerule that stands in for the one in etc")
    private String rules;

    @Option(name = "--verbose", description = "Print each message that a rule applies to")
    private boolean verbose;

    @Override
    public Object execute() throws Exception {
        StoreExpiry.Order order =
                new StoreExpiry.Order(
                        Optional.ofNullable(owner),
                        Optional.ofNullable(partition),
                        trial,
                        rules == null ? List.of() : List.of(file(rules)));
        return with(
                StoreExpiry.class,
                expiry -> {
                    report(expiry.run(order, new Watch(monitor())));
                    return null;
                });
    }

    private void report(ExpiryReport report) throws Exception {
        if (json) {
            Table table =
                    new Table(
                            "folders",
                            "messages",
                            "discarded",
                            "octets",
                            "filed",
                            "archived",
                            "reported",
                            "problems",
                            "stopped");
            table.row(
                    report.folders(),
                    report.messages(),
                    report.discarded(),
                    report.octets(),
                    report.filed(),
                    report.archived(),
                    report.reported(),
                    String.join("\n", report.problems()),
                    report.stopped());
            print(table);
        } else {
            report.problems().forEach(out()::println);
            out().println(
                            report.messages()
                                    + " messages in "
                                    + report.folders()
                                    + " folders: "
                                    + report.discarded()
                                    + (trial ? " would be discarded (" : " discarded (")
                                    + report.octets()
                                    + " octets), "
                                    + report.filed()
                                    + (trial ? " would be filed, " : " filed, ")
                                    + report.archived()
                                    + (trial ? " would be archived, " : " archived, ")
                                    + report.reported()
                                    + " reported");
        }
        if (report.stopped()) {
            throw new IllegalStateException("stopped before the end");
        }
        if (!report.problems().isEmpty()) {
            throw new IllegalStateException(report.problems().size() + " problems");
        }
    }

    /** Prints messages that are to be reported, and the others when they are wanted. */
    private final class Watch implements ExpiryMonitor {
        private final TransferMonitor progress;

        Watch(TransferMonitor progress) {
            this.progress = progress;
        }

        @Override
        public void at(String where, long messages, long octets) {
            progress.at(where, messages, octets);
        }

        @Override
        public boolean isStopped() {
            return progress.isStopped();
        }

        @Override
        public void found(
                MailboxName mailbox, long uidValidity, long uid, String rule, String action) {
            if (!json && (verbose || action.equals("report"))) {
                out().println(mailbox + " " + uidValidity + " " + uid + " " + action + " " + rule);
            }
        }
    }
}
