// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Problem;
import org.tubepost.shell.HouseCommand;

/** Reads the configuration files again. */
@Service
@Command(
        scope = "mta",
        name = "reload",
        description = "Reads the configuration files and puts them in force if they hold no error")
public final class ReloadCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration -> {
                    List<Problem> problems = configuration.reload();
                    problems.forEach(p -> out().println(p));
                    if (problems.stream().anyMatch(Problem::isError)) {
                        throw new IllegalStateException(
                                "refused; " + configuration.current() + " stays in force");
                    }
                    out().println(configuration.current() + " is in force");
                    return null;
                });
    }
}
