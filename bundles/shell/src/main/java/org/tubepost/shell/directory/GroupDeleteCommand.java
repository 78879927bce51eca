// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Marks a group as deleted. */
@Service
@Command(scope = "directory", name = "group-delete", description = "Marks a group as deleted")
public final class GroupDeleteCommand extends DeletingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.GROUP;
    }
}
