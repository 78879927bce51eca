// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Interchange.ImportOptions;
import org.tubepost.api.directory.Interchange.Listener;
import org.tubepost.api.directory.Interchange.Progress;
import org.tubepost.shell.Table;

/** Reads entries and changes. */
@Service
@Command(
        scope = "directory",
        name = "import",
        description = "Reads entries and changes from LDIF or CSV")
public final class ImportCommand extends AdministrationCommand {
    private static final long STEP = 1_000;

    @Argument(index = 0, name = "file", description = "File of the server", required = true)
    private String file;

    @Option(name = "--format", description = "ldif or csv; else the end of the file's name tells")
    private String format;

    @Option(name = "--domain", description = "Domain of users whose line in CSV does not tell it")
    private String domain = "";

    @Option(name = "--dry-run", description = "Check everything and write nothing")
    private boolean dryRun;

    @Option(name = "--continue", description = "Go on after a mistake")
    private boolean goOn;

    @Override
    public Object execute() throws Exception {
        String form = format != null ? format : file.endsWith(".csv") ? "csv" : "ldif";
        ImportOptions options = new ImportOptions(ExportCommand.format(form), domain, dryRun, goOn);
        return administer(
                (directory, who) -> {
                    Report report = new Report();
                    Progress result;
                    try (InputStream in = Files.newInputStream(Path.of(file))) {
                        result = directory.interchange().importFrom(in, options, who, report);
                    }
                    summary(result);
                    return null;
                });
    }

    private void summary(Progress result) throws Exception {
        if (json) {
            Table table =
                    new Table("added", "changed", "unchanged", "refused", "dryRun", "stopped");
            table.row(
                    result.added(),
                    result.changed(),
                    result.unchanged(),
                    result.refused(),
                    dryRun,
                    isStopped());
            print(table);
        } else {
            out().println(
                            (dryRun ? "dry run, nothing was written: " : "")
                                    + "%d added, %d changed, %d unchanged, %d refused"
                                            .formatted(
                                                    result.added(),
                                                    result.changed(),
                                                    result.unchanged(),
                                                    result.refused()));
        }
        if (isStopped()) {
            throw new IllegalStateException("stopped before the end");
        }
        if (result.refused() > 0) {
            throw new IllegalStateException(
                    goOn
                            ? result.refused() + " records were refused"
                            : "stopped at a mistake; repair it and repeat, what is there is left");
        }
    }

    /** Tells how it goes. */
    private final class Report implements Listener {
        private long told;

        @Override
        public void refused(long line, long column, String reason) {
            if (!json) {
                out().println(file + ":" + line + ":" + column + ": " + reason);
            }
        }

        @Override
        public boolean goOn(Progress soFar) {
            if (!json && soFar.records() >= told + STEP) {
                told = soFar.records();
                out().println("… " + told + " records");
                out().flush();
            }
            return !isStopped();
        }
    }
}
