// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tubepost.api.store.MailboxName;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;
import org.tubepost.wire.imap.MaildirNames;

/** Dovecot's file of subscriptions: a name a line; in version 2 tabs are between levels. */
final class DovecotSubscriptions {
    static final String FILE = "subscriptions";
    static final String VERSION_2 = "V\t2";

    private DovecotSubscriptions() {}

    /**
     * Subscribes the user.
     *
     * @param separator between levels, in version 1
     */
    static void read(SourceTree tree, Path root, char separator, Intake intake) throws IOException {
        List<String> lines = tree.lines(root.resolve(FILE));
        boolean second = !lines.isEmpty() && lines.get(0).startsWith(VERSION_2);
        for (String line : second ? lines.subList(1, lines.size()) : lines) {
            if (line.isBlank()) {
                continue;
            }
            try {
                intake.subscribe(
                        !second && separator == '.'
                                ? MaildirNames.folder("." + line)
                                : MailboxUtf7.decode(line.replace('\t', MailboxName.SEPARATOR)));
            } catch (BadCommandException | IllegalArgumentException bad) {
                intake.problem("subscription to " + line + ": " + bad.getMessage());
            }
        }
    }
}
