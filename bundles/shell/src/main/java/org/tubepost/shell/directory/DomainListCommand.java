// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.shell.Table;

/** Lists hosted domains. */
@Service
@Command(scope = "directory", name = "domain-list", description = "Lists hosted domains")
public final class DomainListCommand extends AdministrationCommand {

    @Option(
            name = "--filter",
            description = "attribute=pattern, in which * stands for anything; may be repeated",
            multiValued = true)
    private List<String> filters = new ArrayList<>();

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    Table table = new Table("domain", "status", "aliases", "base");
                    for (var domain : directory.domains(who, Attributes.patterns(filters))) {
                        table.row(
                                domain.name(),
                                domain.status(),
                                String.join(" ", domain.aliases()),
                                domain.baseDn());
                    }
                    print(table);
                    return null;
                });
    }
}
