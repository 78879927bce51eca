// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Lists users. */
@Service
@Command(scope = "directory", name = "user-list", description = "Lists users")
public final class UserListCommand extends ListingCommand {

    @Override
    EntryKind kind() {
        return EntryKind.USER;
    }

    @Override
    Map<String, String> columns() {
        return columns(
                "user",
                "uid",
                "mail",
                "mail",
                "name",
                "cn",
                "status",
                "inetUserStatus",
                "mail status",
                "mailUserStatus",
                "delivery",
                "mailDeliveryOption",
                "partition",
                "mailMessageStore",
                "package",
                "inetCOS");
    }
}
