// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Changes attributes of a service package. */
@Service
@Command(
        scope = "directory",
        name = "package-modify",
        description = "Changes attributes of a service package")
public final class PackageModifyCommand extends ModifyingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.PACKAGE;
    }
}
