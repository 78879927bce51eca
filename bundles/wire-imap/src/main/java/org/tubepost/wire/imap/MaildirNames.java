// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names in a Maildir. Of folders, in Maildir++: {@code .Level.Level} in modified UTF-7; a dot
 * within a level is written as Courier does it. Of flags: the letters at the end of a message's
 * name (cr.yp.to/proto/maildir.html).
 */
public final class MaildirNames {

    /** Flags by letter, without those that programs agree on by lists of their own. */
    public static final Map<Character, String> FLAGS =
            Map.of(
                    'D', "\\Draft",
                    'F', "\\Flagged",
                    'P', "$Forwarded",
                    'R', "\\Answered",
                    'S', "\\Seen",
                    'T', "\\Deleted");

    private static final String DOT = "&AC4-";
    private static final String LEVELS = "/";

    private MaildirNames() {}

    /** The directory of a folder. */
    public static String directory(String folder) {
        return Arrays.stream(folder.split(LEVELS))
                .map(level -> "." + MailboxUtf7.encode(level).replace(".", DOT))
                .collect(Collectors.joining());
    }

    /** Letters of the flags that have one, in order. */
    public static String letters(Collection<String> flags) {
        StringBuilder letters = new StringBuilder();
        new TreeMap<>(FLAGS)
                .forEach(
                        (letter, flag) -> {
                            if (flags.stream().anyMatch(flag::equalsIgnoreCase)) {
                                letters.append(letter);
                            }
                        });
        return letters.toString();
    }

    /**
     * The folder of a directory.
     *
     * @throws BadCommandException if it is the name of none
     */
    public static String folder(String directory) throws BadCommandException {
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
