// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.nio.file.Path;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** A command that carries much mail: tells how far it is, and ends in order on Ctrl-C. */
abstract class TransferCommand extends HouseCommand {
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    /** Nobody takes what is printed any more: an ssh connection was closed. */
    private boolean unheard;

    @Override
    protected boolean isStopped() {
        return unheard || super.isStopped();
    }

    /** A file of the server's machine. */
    static Path file(String name) {
        Path path = Path.of(name);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(
                    name + " is not a full path; the server's folder is another one than yours");
        }
        return path;
    }

    /** Prints progress from time to time. */
    TransferMonitor monitor() {
        return new TransferMonitor() {
            private long nextProgress = System.nanoTime() + PROGRESS_NANOS;

            @Override
            public void at(String where, long messages, long octets) {
                if (json || System.nanoTime() - nextProgress < 0) {
                    return;
                }
                nextProgress = System.nanoTime() + PROGRESS_NANOS;
                out().println("… " + messages + " messages, " + octets + " octets: " + where);
                unheard = out().checkError();
            }

            @Override
            public boolean isStopped() {
                return TransferCommand.this.isStopped();
            }
        };
    }

    /** Prints what was done; fails if it is not all. */
    void report(TransferReport report, String done) {
        if (json) {
            Table table =
                    new Table(
                            "folders",
                            "messages",
                            "octets",
                            "present",
                            "updated",
                            "removed",
                            "problems",
                            "stopped");
            table.row(
                    report.folders(),
                    report.messages(),
                    report.octets(),
                    report.present(),
                    report.updated(),
                    report.removed(),
                    String.join("\n", report.problems()),
                    report.stopped());
            table.print(out(), true);
        } else {
            report.problems().forEach(out()::println);
            out().println(
                            report.messages()
                                    + (report.messages() == 1 ? " message " : " messages ")
                                    + done
                                    + ", "
                                    + report.octets()
                                    + " octets in "
                                    + report.folders()
                                    + (report.folders() == 1 ? " folder" : " folders")
                                    + (report.present() == 0
                                            ? ""
                                            : "; " + report.present() + " were there already")
                                    + (report.updated() == 0
                                            ? ""
                                            : "; " + report.updated() + " got other flags")
                                    + (report.removed() == 0
                                            ? ""
                                            : "; " + report.removed() + " removed"));
        }
        if (report.stopped()) {
            throw new IllegalStateException("stopped before the end");
        }
        if (!report.problems().isEmpty()) {
            throw new IllegalStateException(report.problems().size() + " problems");
        }
    }
}
