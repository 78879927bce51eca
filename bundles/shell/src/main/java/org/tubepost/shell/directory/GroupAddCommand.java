// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Makes a group. */
@Service
@Command(scope = "directory", name = "group-add", description = "Makes a group")
public final class GroupAddCommand extends AdministrationCommand {

    @Argument(index = 0, name = "group", description = "Address of the group", required = true)
    private String group;

    @Argument(
            index = 1,
            name = "members",
            description = "Addresses of the members",
            multiValued = true)
    private List<String> members = List.of();

    @Option(name = "--owner", description = "Address of an owner", multiValued = true)
    private List<String> owners = List.of();

    @Option(name = "--moderator", description = "Address of a moderator", multiValued = true)
    private List<String> moderators = List.of();

    @Option(
            name = "--member-url",
            description = "LDAP URL whose entries are members",
            multiValued = true)
    private List<String> urls = List.of();

    @Option(
            name = "--set",
            description = "Further attribute as name=value; may be repeated",
            multiValued = true)
    private List<String> attributes = List.of();

    @Override
    public Object execute() throws Exception {
        Map<String, List<String>> given = new LinkedHashMap<>(Attributes.of(attributes));
        put(given, "member", members);
        put(given, "owner", owners);
        put(given, "memberURL", urls);
        put(given, "mgrpModerator", moderators.stream().map(m -> "mailto:" + m).toList());
        return administer(
                (directory, who) -> {
                    directory.add(who, EntryKind.GROUP, group, given);
                    return null;
                });
    }

    private static void put(Map<String, List<String>> given, String name, List<String> values) {
        if (!values.isEmpty()) {
            given.merge(
                    name,
                    values,
                    (first, second) -> {
                        List<String> both = new ArrayList<>(first);
                        both.addAll(second);
                        return both;
                    });
        }
    }
}
