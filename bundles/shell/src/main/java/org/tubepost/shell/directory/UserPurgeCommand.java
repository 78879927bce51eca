// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Removes deleted users with their mailboxes. */
@Service
@Command(
        scope = "directory",
        name = "user-purge",
        description = "Removes deleted users with their mailboxes")
public final class UserPurgeCommand extends PurgingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.USER;
    }
}
