// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the channels of the configuration in force. */
@Service
@Command(scope = "mta", name = "channels", description = "Lists the channels of imta.cnf")
public final class ChannelsCommand extends HouseCommand {

    @Option(name = "--keywords", description = "List every keyword and whether it is in force")
    private boolean keywords;

    @Override
    public Object execute() throws Exception {
        return with(Configuration.class, keywords ? this::keywords : this::channels);
    }

    private Object channels(Configuration configuration) throws Exception {
        Generation generation = configuration.current();
        Table table = new Table("channel", "program", "pool", "host", "keywords");
        for (ChannelDefinition channel : generation.channels().values()) {
            table.row(
                    channel.name(),
                    generation
                            .programFor(channel.name())
                            .map(ChannelProgramDefinition::program)
                            .orElse(""),
                    channel.argument("pool").orElse("DEFAULT").toUpperCase(Locale.ROOT),
                    channel.officialHost(),
                    channel.keywords().stream()
                            .map(
                                    k ->
                                            k.arguments().isEmpty()
                                                    ? k.name()
                                                    : k.name()
                                                            + " "
                                                            + String.join(" ", k.arguments()))
                            .collect(Collectors.joining(" ")));
        }
        print(table);
        return null;
    }

    private Object keywords(Configuration configuration) throws Exception {
        Table table = new Table("keyword", "state");
        configuration.keywords().forEach((keyword, state) -> table.row(keyword, state));
        print(table);
        return null;
    }
}
