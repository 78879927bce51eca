// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Shows a user. */
@Service
@Command(scope = "directory", name = "user-show", description = "Shows a user")
public final class UserShowCommand extends ShowingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.USER;
    }
}
