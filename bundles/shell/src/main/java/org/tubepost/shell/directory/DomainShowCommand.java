// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Shows a domain. */
@Service
@Command(scope = "directory", name = "domain-show", description = "Shows a domain")
public final class DomainShowCommand extends ShowingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.DOMAIN;
    }
}
