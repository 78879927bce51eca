// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.Table;

/** Lists who has rights on a mailbox. */
@Service
@Command(
        scope = "store",
        name = "rights",
        description = "Lists who has rights on a mailbox besides its owner (readership -l)")
public final class RightsCommand extends MailboxCommand {

    @Override
    String run(MessageStore store, MailboxName mailbox) throws Exception {
        Table table = new Table("identifier", "rights");
        for (Map.Entry<String, AccessRights> entry :
                store.rights().list(Identity.HOUSE, mailbox).entrySet()) {
            table.row(entry.getKey(), entry.getValue().letters());
        }
        print(table);
        return null;
    }
}
