// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Marks a domain as deleted. */
@Service
@Command(scope = "directory", name = "domain-delete", description = "Marks a domain as deleted")
public final class DomainDeleteCommand extends DeletingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.DOMAIN;
    }
}
