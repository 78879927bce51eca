// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Changes attributes of a domain. */
@Service
@Command(
        scope = "directory",
        name = "domain-modify",
        description = "Changes attributes of a domain")
public final class DomainModifyCommand extends ModifyingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.DOMAIN;
    }
}
