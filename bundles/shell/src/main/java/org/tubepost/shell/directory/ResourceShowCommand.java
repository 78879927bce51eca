// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Shows a resource. */
@Service
@Command(scope = "directory", name = "resource-show", description = "Shows a resource")
public final class ResourceShowCommand extends ShowingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.RESOURCE;
    }
}
