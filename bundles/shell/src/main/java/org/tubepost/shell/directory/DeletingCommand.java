// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;

/** Marks an entry as deleted. */
abstract class DeletingCommand extends EntryCommand {

    @Argument(index = 0, name = "name", description = "Name of the entry", required = true)
    private String name;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    directory.delete(who, kind(), name);
                    return null;
                });
    }
}
