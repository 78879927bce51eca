// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Marks a resource as deleted. */
@Service
@Command(scope = "directory", name = "resource-delete", description = "Marks a resource as deleted")
public final class ResourceDeleteCommand extends DeletingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.RESOURCE;
    }
}
