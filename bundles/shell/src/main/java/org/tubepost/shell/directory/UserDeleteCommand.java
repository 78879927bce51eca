// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Marks a user as deleted. */
@Service
@Command(scope = "directory", name = "user-delete", description = "Marks a user as deleted")
public final class UserDeleteCommand extends DeletingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.USER;
    }
}
