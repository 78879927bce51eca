// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Removes deleted groups. */
@Service
@Command(scope = "directory", name = "group-purge", description = "Removes deleted groups")
public final class GroupPurgeCommand extends PurgingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.GROUP;
    }
}
