// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Lists groups. */
@Service
@Command(scope = "directory", name = "group-list", description = "Lists groups")
public final class GroupListCommand extends ListingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.GROUP;
    }

    @Override
    Map<String, String> columns() {
        return columns("group", "mail", "status", "inetMailGroupStatus", "owner", "owner");
    }
}
