// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Lists resources. */
@Service
@Command(scope = "directory", name = "resource-list", description = "Lists resources")
public final class ResourceListCommand extends ListingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.RESOURCE;
    }

    @Override
    Map<String, String> columns() {
        return columns(
                "resource", "uid", "name", "cn", "status", "inetResourceStatus", "owner", "owner");
    }
}
