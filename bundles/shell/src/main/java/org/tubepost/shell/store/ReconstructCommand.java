// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.RepairMonitor;
import org.tubepost.api.store.RepairReport;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.shell.Table;

/** Finds, names and mends what is damaged, as {@code reconstruct} does, while mail flows. */
@Service
@Command(
        scope = "store",
        name = "reconstruct",
        description =
                "Finds damage in the store, names it, and mends what can be mended, while mail"
                        + " flows (reconstruct)")
public final class ReconstructCommand extends TransferCommand {

    @Option(name = "--check", description = "Change nothing, only say what is damaged (-n)")
    private boolean check;

    @Option(name = "--owner", description = "Only this user's mail", valueToShowInHelp = "all")
    @Completion(OwnerCompleter.class)
    private String owner;

    @Option(name = "--mailbox", description = "Only this folder of the owner")
    private String mailbox;

    @Option(name = "--partition", description = "Only messages on this partition")
    private String partition;

    @Option(
            name = "--lost",
            description =
                    "What becomes of messages that cannot be read: keep, mark ($Damaged), remove")
    private String lost = "keep";

    @Option(
            name = "--orphans",
            description =
                    "What becomes of contents that no message uses: keep, recover (to the folder"
                            + " Recovered of whom they are for), release")
    private String orphans = "keep";

    @Option(name = "--resume", description = "Go on where an earlier run was stopped")
    private boolean resume;

    @Override
    public Object execute() throws Exception {
        RepairRequest request =
                new RepairRequest(
                        Optional.ofNullable(owner),
                        Optional.ofNullable(mailbox),
                        Optional.ofNullable(partition),
                        !check,
                        choice(RepairRequest.Lost.class, check ? "keep" : lost, "--lost"),
                        choice(RepairRequest.Orphans.class, orphans, "--orphans"),
                        resume);
        return with(
                StoreRepair.class,
                repair -> {
                    Table table =
                            new Table(
                                    "kind",
                                    "owner",
                                    "folder",
                                    "uid",
                                    "messageid",
                                    "file",
                                    "offset",
                                    "mended",
                                    "detail");
                    RepairReport report = repair.reconstruct(request, watch(table));
                    if (json) {
                        table.print(out(), true);
                    }
                    end(report);
                    return null;
                });
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word, String option) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(option + " " + word + " is not known", unknown);
        }
    }

    private RepairMonitor watch(Table table) {
        TransferMonitor progress = monitor();
        return new RepairMonitor() {
            @Override
            public void found(StoreDamage damage) {
                if (!json) {
                    out().println(line(damage));
                    return;
                }
                table.row(
                        damage.kind().name().toLowerCase(Locale.ROOT),
                        damage.owner(),
                        damage.folder(),
                        damage.uid() == 0 ? null : damage.uid(),
                        damage.messageId(),
                        damage.file(),
                        damage.offset() < 0 ? null : damage.offset(),
                        damage.mended(),
                        damage.detail());
                table.flush(out(), true);
            }

            @Override
            public void at(String where, long messages, long octets) {
                progress.at(where, messages, octets);
            }

            @Override
            public boolean isStopped() {
                return progress.isStopped();
            }
        };
    }

    /** One line for a person: where, what, and whether something is left to be done. */
    private static String line(StoreDamage damage) {
        StringBuilder line = new StringBuilder(damage.mended() ? "mended   " : "damaged  ");
        line.append(damage.kind().name().toLowerCase(Locale.ROOT));
        if (!damage.owner().isEmpty()) {
            line.append(' ').append(damage.owner());
        }
        if (!damage.folder().isEmpty()) {
            line.append(' ').append(damage.folder());
        }
        if (damage.uid() > 0) {
            line.append(" UID ").append(damage.uid());
        }
        if (!damage.messageId().isEmpty()) {
            line.append(' ').append(damage.messageId());
        }
        if (!damage.file().isEmpty()) {
            line.append(" in ").append(damage.file());
            if (damage.offset() >= 0) {
                line.append(" at octet ").append(damage.offset());
            }
        }
        return line.append(": ").append(damage.detail()).toString();
    }

    private void end(RepairReport report) {
        if (!json) {
            out().println(
                            report.messages()
                                    + (report.messages() == 1 ? " message" : " messages")
                                    + " of "
                                    + report.owners()
                                    + (report.owners() == 1 ? " owner" : " owners")
                                    + ", "
                                    + report.octets()
                                    + " octets; "
                                    + report.damages()
                                    + (report.damages() == 1 ? " damage" : " damages")
                                    + ", "
                                    + report.mended()
                                    + " mended");
        }
        if (report.stopped()) {
            throw new IllegalStateException("stopped before the end; --resume goes on");
        }
        if (report.damages() > report.mended()) {
            throw new IllegalStateException(
                    report.damages() - report.mended() + " damages are left");
        }
    }
}
