// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Changes attributes of a group. */
@Service
@Command(scope = "directory", name = "group-modify", description = "Changes attributes of a group")
public final class GroupModifyCommand extends ModifyingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.GROUP;
    }
}
