// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.shell.Table;

/** Shows all attributes of an entry. */
abstract class ShowingCommand extends EntryCommand {

    @Argument(index = 0, name = "name", description = "Name of the entry", required = true)
    private String name;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    DirectoryRecord entry = directory.show(who, kind(), name);
                    Table table = new Table("attribute", "value");
                    table.row("dn", entry.dn());
                    for (Map.Entry<String, List<String>> attribute : entry.values().entrySet()) {
                        for (String value : attribute.getValue()) {
                            table.row(attribute.getKey(), value);
                        }
                    }
                    print(table);
                    return null;
                });
    }
}
