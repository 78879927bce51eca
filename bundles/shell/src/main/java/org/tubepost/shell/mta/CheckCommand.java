// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.nio.file.Path;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Problem;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Checks configuration files as if they stood in {@code etc/}, without loading them. */
@Service
@Command(
        scope = "mta",
        name = "check",
        description = "Checks configuration files without loading them; fails if one has an error")
public final class CheckCommand extends HouseCommand {

    @Argument(
            index = 0,
            name = "files",
            description =
                    "Files that stand in for those of the same name in etc/, or folders with such;"
                            + " none for etc/ itself",
            multiValued = true)
    @Completion(FileCompleter.class)
    private List<String> files = List.of();

    @Override
    public Object execute() throws Exception {
        return with(Configuration.class, this::check);
    }

    private Object check(Configuration configuration) throws Exception {
        List<Problem> problems = configuration.check(files.stream().map(Path::of).toList());
        if (json) {
            Table table = new Table("file", "line", "column", "severity", "text");
            problems.forEach(
                    p ->
                            table.row(
                                    p.location().file(),
                                    p.location().line(),
                                    p.location().column(),
                                    p.severity(),
                                    p.text()));
            print(table);
        } else {
            problems.forEach(p -> out().println(p));
        }
        long errors = problems.stream().filter(Problem::isError).count();
        if (errors > 0) {
            throw new IllegalStateException(errors + (errors == 1 ? " error" : " errors"));
        }
        if (!json) {
            out().println("no errors");
        }
        return null;
    }
}
