// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Directory;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists hosted domains. */
@Service
@Command(scope = "directory", name = "domain-list", description = "Lists hosted domains")
public final class DomainListCommand extends HouseCommand {

    @Override
    public Object execute() throws Exception {
        return with(
                Directory.class,
                directory -> {
                    Table table = new Table("domain", "status", "aliases", "base");
                    for (var domain : directory.domains()) {
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
