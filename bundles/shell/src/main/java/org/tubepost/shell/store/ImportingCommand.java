// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.store.StoreExchange;

/** Takes mail of another program over; what a folder has already is left out. */
abstract class ImportingCommand extends TransferCommand {

    @Option(name = "--into", description = "Folder for what has no name, and above what has one")
    private String into;

    @Argument(index = 0, name = "user", description = "Owner, user@domain", required = true)
    private String user;

    @Argument(index = 1, name = "from", description = "Full path of the mail", required = true)
    private String from;

    abstract StoreExchange.Format format();

    @Override
    public Object execute() throws Exception {
        Path path = file(from);
        return with(
                StoreExchange.class,
                exchange -> {
                    report(
                            exchange.importFrom(
                                    path, format(), user, Optional.ofNullable(into), monitor()),
                            "taken over");
                    return null;
                });
    }
}
