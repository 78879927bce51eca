// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Removes a service package that no domain has. */
@Service
@Command(
        scope = "directory",
        name = "package-delete",
        description = "Removes a service package that no domain has")
public final class PackageDeleteCommand extends DeletingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.PACKAGE;
    }
}
