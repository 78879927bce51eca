// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Steps;
import org.tubepost.shell.Table;

/** Asks a mapping table, and shows every entry that took part. Nothing is counted. */
@Service
@Command(scope = "mta", name = "test-mapping", description = "Asks a mapping table")
public final class TestMappingCommand extends HouseCommand {

    @Argument(index = 0, name = "table", description = "Name of the table", required = true)
    @Completion(TableCompleter.class)
    private String name;

    @Argument(index = 1, name = "probe", description = "String to ask with", required = true)
    private String input;

    @Option(name = "--flags", description = "Letters that are set for $:x and $;x")
    private String flags = "";

    @Override
    public Object execute() throws Exception {
        return with(
                Configuration.class,
                configuration -> with(MappingTables.class, tables -> ask(configuration, tables)));
    }

    private Object ask(Configuration configuration, MappingTables tables) throws Exception {
        Trace trace = Trace.recording();
        Optional<MappingTable.Result> result =
                tables.probe(
                        configuration.current(),
                        name,
                        new Probe(input, flags.toUpperCase(Locale.ROOT), true, trace));
        Table table = Steps.table(trace);
        table.row(
                "result",
                name.toUpperCase(Locale.ROOT) + " " + input,
                result.map(r -> "\"" + r.text() + "\" flags " + r.flags()).orElse("no entry"),
                "");
        print(table);
        return null;
    }
}
