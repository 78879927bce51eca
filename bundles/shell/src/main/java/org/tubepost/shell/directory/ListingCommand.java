// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.shell.Table;

/** Lists entries that match filters. */
abstract class ListingCommand extends EntryCommand {

    @Argument(index = 0, name = "domain", description = "Only of this domain")
    private String domain = "";

    @Option(
            name = "--filter",
            description = "attribute=pattern, in which * stands for anything; may be repeated",
            multiValued = true)
    private List<String> filters = new ArrayList<>();

    /** Column and the attribute that is shown in it, in order. */
    abstract Map<String, String> columns();

    @Override
    public Object execute() throws Exception {
        Map<String, String> patterns = Attributes.patterns(filters);
        return administer(
                (directory, who) -> {
                    Table table = new Table(columns().keySet().toArray(String[]::new));
                    for (DirectoryRecord entry : directory.list(who, kind(), domain, patterns)) {
                        table.row(
                                columns().values().stream()
                                        .map(a -> String.join(" ", entry.all(a)))
                                        .toArray());
                    }
                    print(table);
                    return null;
                });
    }

    /** Columns from pairs of a title and an attribute. */
    static Map<String, String> columns(String... pairs) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            columns.put(pairs[i], pairs[i + 1]);
        }
        return columns;
    }
}
