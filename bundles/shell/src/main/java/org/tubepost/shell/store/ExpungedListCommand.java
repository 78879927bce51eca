// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.shell.Table;

/** Lists messages of a folder that were expunged and can be put back. */
@Service
@Command(
        scope = "store",
        name = "expunged-list",
        description = "Lists expunged messages of a folder that can be put back")
public final class ExpungedListCommand extends ExpungedCommand {
    private static final int ROWS = 200;

    @Override
    public Object execute() throws Exception {
        return with(
                ExpungedMessages.class,
                expunged -> {
                    Table table =
                            new Table("expunged", "received", "octets", "flags", "message-id");
                    for (MessageRecord message : meant(expunged)) {
                        if (isStopped()) {
                            break;
                        }
                        row(table, expunged, message);
                        if (table.size() == ROWS) {
                            table.flush(out(), json);
                        }
                    }
                    print(table);
                    return null;
                });
    }

    private void row(Table table, ExpungedMessages expunged, MessageRecord message) {
        String id;
        try (Content content = expunged.content(mailbox(), message.uid())) {
            id = content.summary().messageIdField();
        } catch (IOException unreadable) {
            id = "(" + unreadable.getMessage() + ")";
        }
        table.row(
                message.saved(),
                message.internalDate(),
                message.size(),
                String.join(" ", message.flags().names()),
                id);
    }
}
