// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Makes a resource. */
@Service
@Command(
        scope = "directory",
        name = "resource-add",
        description = "Makes a room or a thing that can be booked")
public final class ResourceAddCommand extends AdministrationCommand {

    @Argument(index = 0, name = "resource", description = "Resource as id@domain", required = true)
    private String resource;

    @Option(name = "--name", description = "What people call it")
    private String name = "";

    @Option(name = "--owner", description = "Address of an owner", multiValued = true)
    private List<String> owners = List.of();

    @Option(name = "--calendar", description = "Id of its calendar")
    private String calendar = "";

    @Override
    public Object execute() throws Exception {
        Map<String, List<String>> given = new LinkedHashMap<>();
        if (!name.isBlank()) {
            given.put("cn", List.of(name.strip()));
        }
        if (!owners.isEmpty()) {
            given.put("owner", owners);
        }
        if (!calendar.isBlank()) {
            given.put("icsCalendar", List.of(calendar));
        }
        return administer(
                (directory, who) -> {
                    directory.add(who, EntryKind.RESOURCE, resource, given);
                    return null;
                });
    }
}
