// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Lists service packages. */
@Service
@Command(scope = "directory", name = "package-list", description = "Lists service packages")
public final class PackageListCommand extends ListingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.PACKAGE;
    }

    @Override
    Map<String, String> columns() {
        return columns(
                "package",
                "cn",
                "quota",
                "mailQuota",
                "messages",
                "mailMsgQuota",
                "blocks",
                "mailMsgMaxBlocks",
                "access",
                "mailAllowedServiceAccess");
    }
}
