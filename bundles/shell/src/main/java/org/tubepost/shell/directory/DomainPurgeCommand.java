// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Removes a deleted domain with all that is in it. */
@Service
@Command(
        scope = "directory",
        name = "domain-purge",
        description = "Removes a deleted domain with all that is in it")
public final class DomainPurgeCommand extends PurgingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.DOMAIN;
    }
}
