// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Arguments of LIST (RFC 3501 section 6.3.8, RFC 5258, RFC 5819, RFC 6154).
 *
 * @param selection {@code SUBSCRIBED}, {@code REMOTE}, {@code RECURSIVEMATCH}, {@code SPECIAL-USE}
 * @param reference prefix of the patterns
 * @param patterns at least one
 * @param returned {@code SUBSCRIBED}, {@code CHILDREN}, {@code SPECIAL-USE}, {@code STATUS}, {@code
 *     MYRIGHTS} (RFC 8440)
 * @param statusItems items of the return option STATUS
 * @param extended written in the extended form
 */
public record ListArguments(
        Set<String> selection,
        String reference,
        List<String> patterns,
        Set<String> returned,
        List<String> statusItems,
        boolean extended) {
    private static final Set<String> SELECTION =
            Set.of("SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE");
    private static final Set<String> RETURNED =
            Set.of("SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "STATUS", "MYRIGHTS");
    private static final int MAX_PATTERNS = 100;

    /** Copies the collections. */
    public ListArguments {
        selection = Set.copyOf(selection);
        patterns = List.copyOf(patterns);
        returned = Set.copyOf(returned);
        statusItems = List.copyOf(statusItems);
    }

    /** Reads them, to the end of the command. */
    public static ListArguments parse(Tokens tokens) throws BadCommandException {
        tokens.space();
        boolean extended = tokens.sees('(');
        Set<String> selection = new LinkedHashSet<>();
        if (extended) {
            options(tokens, SELECTION, selection, new ArrayList<>());
            tokens.space();
            if (selection.contains("RECURSIVEMATCH") && !selection.contains("SUBSCRIBED")) {
                throw new BadCommandException("RECURSIVEMATCH needs another selection option");
            }
        }
        String reference = tokens.mailbox();
        tokens.space();
        List<String> patterns = new ArrayList<>();
        if (tokens.skip('(')) {
            extended = true;
            do {
                patterns.add(tokens.pattern());
            } while (tokens.skip(' ') && patterns.size() < MAX_PATTERNS);
            tokens.expect(')');
        } else {
            patterns.add(tokens.pattern());
        }
        Set<String> returned = new LinkedHashSet<>();
        List<String> statusItems = new ArrayList<>();
        if (tokens.skip(' ')) {
            extended = true;
            if (!tokens.skipWord("RETURN")) {
                throw new BadCommandException("Expected RETURN");
            }
            tokens.space();
            options(tokens, RETURNED, returned, statusItems);
        }
        tokens.end();
        return new ListArguments(selection, reference, patterns, returned, statusItems, extended);
    }

    private static void options(
            Tokens tokens, Set<String> known, Set<String> into, List<String> statusItems)
            throws BadCommandException {
        tokens.expect('(');
        boolean first = true;
        while (!tokens.skip(')')) {
            if (!first) {
                tokens.space();
            }
            first = false;
            String name = tokens.word();
            if (!known.contains(name)) {
                throw new BadCommandException("Unknown option " + name);
            }
            into.add(name);
            if (name.equals("STATUS")) {
                tokens.space();
                statusItems.addAll(statusItems(tokens));
            }
        }
    }

    /** Items of STATUS in parentheses, upper case. */
    public static List<String> statusItems(Tokens tokens) throws BadCommandException {
        List<String> items = new ArrayList<>();
        tokens.expect('(');
        do {
            items.add(tokens.word());
        } while (tokens.skip(' '));
        tokens.expect(')');
        return items;
    }
}
