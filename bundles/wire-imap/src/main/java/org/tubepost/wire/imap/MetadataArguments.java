// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Arguments of GETMETADATA and SETMETADATA (RFC 5464 section 4). */
public final class MetadataArguments {
    private static final int MAX_ENTRIES = 200;

    private MetadataArguments() {}

    /**
     * What GETMETADATA asks for.
     *
     * @param mailbox name in Unicode; empty for the server
     * @param entries names in lower case
     * @param depth levels below the names that are wanted, too
     * @param maxSize only values up to this many octets
     */
    public record Get(String mailbox, List<String> entries, int depth, long maxSize) {

        /** Copies the list. */
        public Get {
            entries = List.copyOf(entries);
        }

        /** True when an entry is wanted. */
        public boolean wants(String entry) {
            return entries.stream().anyMatch(e -> isWithin(e, entry));
        }

        private boolean isWithin(String asked, String entry) {
            if (entry.equals(asked)) {
                return true;
            }
            return entry.startsWith(asked + "/")
                    && (depth > 1 || depth == 1 && entry.indexOf('/', asked.length() + 1) < 0);
        }
    }

    /**
     * What SETMETADATA changes.
     *
     * @param mailbox name in Unicode; empty for the server
     * @param changes values by name in lower case, one octet a character; empty to remove
     */
    public record Set(String mailbox, Map<String, Optional<String>> changes) {}

    /** Reads those of GETMETADATA, to the end of the command. */
    public static Get get(Tokens tokens) throws BadCommandException {
        tokens.space();
        int depth = 0;
        long maxSize = Long.MAX_VALUE;
        if (tokens.skip('(')) {
            do {
                String option = tokens.word();
                tokens.space();
                switch (option) {
                    case "MAXSIZE" -> maxSize = tokens.number();
                    case "DEPTH" -> depth = depth(tokens.word());
                    default -> throw new BadCommandException("Unknown option " + option);
                }
            } while (tokens.skip(' '));
            tokens.expect(')');
            tokens.space();
        }
        String mailbox = tokens.mailbox();
        tokens.space();
        List<String> entries = new ArrayList<>();
        if (tokens.skip('(')) {
            do {
                entries.add(asked(tokens));
            } while (entries.size() < MAX_ENTRIES && tokens.skip(' '));
            tokens.expect(')');
        } else {
            entries.add(asked(tokens));
        }
        tokens.end();
        return new Get(mailbox, entries, depth, maxSize);
    }

    private static int depth(String word) throws BadCommandException {
        return switch (word) {
            case "0" -> 0;
            case "1" -> 1;
            case "INFINITY" -> Integer.MAX_VALUE;
            default -> throw new BadCommandException("DEPTH is 0, 1 or infinity");
        };
    }

    /** Reads those of SETMETADATA, to the end of the command. */
    public static Set set(Tokens tokens) throws BadCommandException {
        tokens.space();
        String mailbox = tokens.mailbox();
        tokens.space();
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        tokens.expect('(');
        do {
            String entry = entry(tokens);
            tokens.space();
            changes.put(entry, value(tokens));
        } while (changes.size() < MAX_ENTRIES && tokens.skip(' '));
        tokens.expect(')');
        tokens.end();
        return new Set(mailbox, changes);
    }

    private static Optional<String> value(Tokens tokens) throws BadCommandException {
        if (tokens.skipWord("NIL")) {
            return Optional.empty();
        }
        tokens.skip('~');
        return Optional.of(new String(tokens.string(), StandardCharsets.ISO_8859_1));
    }

    /** What is asked for may be all that is private or shared. */
    private static String asked(Tokens tokens) throws BadCommandException {
        String entry = tokens.text().toLowerCase(Locale.ROOT);
        return entry.equals("/private") || entry.equals("/shared") ? entry : checked(entry);
    }

    private static String entry(Tokens tokens) throws BadCommandException {
        return checked(tokens.text().toLowerCase(Locale.ROOT));
    }

    private static String checked(String entry) throws BadCommandException {
        boolean scoped = entry.startsWith("/private/") || entry.startsWith("/shared/");
        boolean plain = entry.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '%');
        if (!scoped || !plain || entry.contains("//") || entry.endsWith("/")) {
            throw new BadCommandException("Entries are /private/... or /shared/...");
        }
        return entry;
    }
}
