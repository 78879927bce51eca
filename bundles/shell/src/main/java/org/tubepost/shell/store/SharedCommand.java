// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the mailboxes of the system on which others than their owners have rights. */
@Service
@Command(
        scope = "store",
        name = "shared",
        description = "Lists every mailbox that is shared, and with whom (readership -l)")
public final class SharedCommand extends HouseCommand {
    private static final int ROWS_AT_ONCE = 500;

    @Argument(
            index = 0,
            name = "pattern",
            description = "Only of these owners, with * for any characters; all if absent")
    private String pattern = "*";

    @Override
    public Object execute() throws Exception {
        return with(
                MessageStore.class,
                store -> {
                    Table table = new Table("mailbox", "identifier", "rights");
                    Pattern wanted = pattern(pattern);
                    for (String owner : store.owners()) {
                        if (isStopped()) {
                            break;
                        }
                        if (wanted.matcher(owner).matches()) {
                            add(store, owner, table);
                        }
                        if (table.size() >= ROWS_AT_ONCE) {
                            table.flush(out(), json);
                        }
                    }
                    print(table);
                    return null;
                });
    }

    private static Pattern pattern(String written) {
        String[] parts = written.toLowerCase(Locale.ROOT).split("\\*", -1);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(regex.toString());
    }

    /** A mailbox may go while others are listed. */
    private static Map<String, AccessRights> list(MessageStore store, MailboxInfo info)
            throws IOException {
        try {
            return store.rights().list(Identity.HOUSE, info.name());
        } catch (StoreException gone) {
            if (gone.code() != StoreException.Code.NONEXISTENT) {
                throw gone;
            }
            return Map.of();
        }
    }

    private static void add(MessageStore store, String owner, Table table) throws IOException {
        for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
            for (Map.Entry<String, AccessRights> entry : list(store, info).entrySet()) {
                table.row(info.name(), entry.getKey(), entry.getValue().letters());
            }
        }
    }
}
