// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Shows a group. */
@Service
@Command(scope = "directory", name = "group-show", description = "Shows a group")
public final class GroupShowCommand extends ShowingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.GROUP;
    }
}
