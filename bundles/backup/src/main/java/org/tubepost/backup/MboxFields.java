// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.Flags;

/**
 * Header fields in which an mbox keeps flags. Whoever writes a message can put such fields into it.
 * In our files the fields of the mbox therefore stand in front of the message and end with one more
 * of our own; what follows is the message and nothing else. It also says whether the last line of
 * the message had no end, which it has to have in an mbox.
 */
final class MboxFields {
    private static final String END = "X-Tubepost-Mbox:";
    private static final String WHOLE = END + " whole\n";
    private static final String OPEN = END + " open\n";
    private static final Set<String> NAMES =
            Set.of("status", "x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase");
    private static final Map<Character, String> X_STATUS =
            Map.of(
                    'A', Flags.ANSWERED,
                    'F', Flags.FLAGGED,
                    'T', Flags.DRAFT,
                    'D', Flags.DELETED);

    private MboxFields() {}

    /**
     * What stands in front of a message.
     *
     * @param open the last line of the message has no end
     */
    static String before(Flags flags, boolean open) {
        StringBuilder status = new StringBuilder();
        for (char letter : new char[] {'A', 'F', 'T', 'D'}) {
            status.append(flags.has(X_STATUS.get(letter)) ? String.valueOf(letter) : "");
        }
        TreeSet<String> keywords = new TreeSet<>(flags.names());
        keywords.removeAll(Flags.SYSTEM);
        return (flags.has(Flags.SEEN) ? "Status: RO\n" : "")
                + (status.isEmpty() ? "" : "X-Status: " + status + "\n")
                + (keywords.isEmpty() ? "" : "X-Keywords: " + String.join(" ", keywords) + "\n")
                + (open ? OPEN : WHOLE);
    }

    /** True for the line that ends what stands in front of a message. */
    static boolean isEnd(String line) {
        return line.startsWith(END);
    }

    /** True if the line that {@link #isEnd} says that the last line of the message has no end. */
    static boolean isOpen(String line) {
        return line.strip().equals(OPEN.strip());
    }

    /** A field as {@link #before} writes it, where a keyword may have a comma in it. */
    static void takeOwn(String line, Set<String> flags) {
        take(line, flags, " ");
    }

    /** True for a field that only this form of file knows; its flags are taken. */
    static boolean take(String line, Set<String> flags) {
        return take(line, flags, "[ ,]+");
    }

    private static boolean take(String line, Set<String> flags, String betweenKeywords) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        if (!NAMES.contains(name)) {
            return false;
        }
        String value = line.substring(colon + 1).strip();
        switch (name) {
            case "status" -> put(value, 'R', Flags.SEEN, flags);
            case "x-status" -> X_STATUS.forEach((letter, flag) -> put(value, letter, flag, flags));
            case "x-keywords" ->
                    flags.addAll(
                            value.isEmpty() ? List.of() : List.of(value.split(betweenKeywords)));
            default -> {
                // Numbers that another store gave.
            }
        }
        return true;
    }

    private static void put(String value, char letter, String flag, Set<String> flags) {
        if (value.indexOf(letter) >= 0) {
            flags.add(flag);
        }
    }
}
