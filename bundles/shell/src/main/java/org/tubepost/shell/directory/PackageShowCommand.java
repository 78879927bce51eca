// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Shows a service package. */
@Service
@Command(scope = "directory", name = "package-show", description = "Shows a service package")
public final class PackageShowCommand extends ShowingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.PACKAGE;
    }
}
