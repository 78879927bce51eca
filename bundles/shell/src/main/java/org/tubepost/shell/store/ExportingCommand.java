// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreExchange;

/** Writes folders in a form of other programs. */
abstract class ExportingCommand extends TransferCommand {

    @Option(name = "--user", description = "Only this user's mail", valueToShowInHelp = "all")
    @Completion(OwnerCompleter.class)
    private String user;

    @Option(name = "--folder", description = "Only this folder and those below it")
    private String folder;

    @Argument(index = 0, name = "directory", description = "Full path, empty", required = true)
    private String directory;

    abstract StoreExchange.Format format();

    @Override
    public Object execute() throws Exception {
        Path to = file(directory);
        MailSelection selection =
                new MailSelection(Optional.ofNullable(user), Optional.ofNullable(folder), Set.of());
        return with(
                StoreExchange.class,
                exchange -> {
                    report(exchange.exportTo(selection, to, format(), monitor()), "written");
                    return null;
                });
    }
}
