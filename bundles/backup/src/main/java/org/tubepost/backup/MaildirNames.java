// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.tubepost.api.store.MailboxName;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;

/**
 * Names of folders in Maildir++: {@code .Level.Level} in modified UTF-7. A dot within a level is
 * written as Courier does it.
 */
final class MaildirNames {
    private static final String DOT = "&AC4-";
    private static final String LEVELS = String.valueOf(MailboxName.SEPARATOR);

    private MaildirNames() {}

    /** The directory of a folder. */
    static String directory(String folder) {
        return Arrays.stream(folder.split(LEVELS))
                .map(level -> "." + MailboxUtf7.encode(level).replace(".", DOT))
                .collect(Collectors.joining());
    }

    /** The folder of a directory. */
    static String folder(String directory) throws BadCommandException {
        StringBuilder name = new StringBuilder();
        for (String level : directory.substring(1).split("\\.", -1)) {
            name.append(name.isEmpty() ? "" : LEVELS);
            int dots = 0;
            for (String part : level.split(DOT, -1)) {
                name.append(dots++ == 0 ? "" : ".").append(MailboxUtf7.decode(part));
            }
        }
        return name.toString();
    }
}
