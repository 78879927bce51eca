// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.nio.file.Path;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.tubepost.api.config.DatabaseCompiler;
import org.tubepost.shell.HouseCommand;

/** Compiles the text of a database, the seed's {@code crdb}. */
@Service
@Command(
        scope = "mta",
        name = "database",
        description = "Compiles the text of a database (NAME.txt) into NAME.db")
public final class DatabaseCommand extends HouseCommand {

    @Argument(
            index = 0,
            name = "text",
            description = "Text with 'key value' lines, for instance etc/general.txt",
            required = true)
    @Completion(FileCompleter.class)
    private String text;

    @Option(name = "--quiet", description = "Print no progress")
    private boolean quiet;

    @Override
    public Object execute() throws Exception {
        return with(DatabaseCompiler.class, this::compile);
    }

    private Object compile(DatabaseCompiler compiler) throws Exception {
        Path source = Path.of(text);
        String name = source.getFileName().toString();
        if (!name.endsWith(".txt")) {
            throw new IllegalArgumentException("the name of the text must end in .txt");
        }
        String stem = name.substring(0, name.length() - ".txt".length());
        Path target = source.resolveSibling(stem + ".db");
        DatabaseCompiler.Report report =
                compiler.compile(source, target, quiet ? n -> {} : this::progress);
        List<?> problems = report.problems();
        problems.forEach(p -> out().println(p));
        if (!report.isWritten()) {
            throw new IllegalStateException("not written; " + target + " stays as it was");
        }
        out().println(target + ": " + report.entries() + " entries");
        return null;
    }

    private void progress(long entries) {
        out().println(entries + " entries so far");
    }
}
