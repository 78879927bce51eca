// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Removes deleted resources. */
@Service
@Command(scope = "directory", name = "resource-purge", description = "Removes deleted resources")
public final class ResourcePurgeCommand extends PurgingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.RESOURCE;
    }
}
