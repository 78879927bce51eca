// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Changes attributes of a resource. */
@Service
@Command(
        scope = "directory",
        name = "resource-modify",
        description = "Changes attributes of a resource")
public final class ResourceModifyCommand extends ModifyingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.RESOURCE;
    }
}
