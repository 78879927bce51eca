// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Changes attributes of a user. */
@Service
@Command(scope = "directory", name = "user-modify", description = "Changes attributes of a user")
public final class UserModifyCommand extends ModifyingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.USER;
    }
}
