// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;

/** Changes attributes of an entry. */
abstract class ModifyingCommand extends EntryCommand {

    @Argument(index = 0, name = "name", description = "Name of the entry", required = true)
    private String name;

    @Argument(
            index = 1,
            name = "changes",
            description = "name=value replaces, name= removes, name+=value adds, name-=value takes",
            required = true,
            multiValued = true)
    private List<String> changes;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    directory.modify(who, kind(), name, Attributes.changes(changes));
                    return null;
                });
    }
}
