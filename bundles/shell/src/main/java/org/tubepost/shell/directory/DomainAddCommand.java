// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Makes a hosted domain. */
@Service
@Command(scope = "directory", name = "domain-add", description = "Makes a hosted domain")
public final class DomainAddCommand extends AdministrationCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Option(
            name = "--set",
            description = "Further attribute as name=value; may be repeated",
            multiValued = true)
    private List<String> attributes = List.of();

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    directory.add(who, EntryKind.DOMAIN, domain, Attributes.of(attributes));
                    return null;
                });
    }
}
