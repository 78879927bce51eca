// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tubepost.wire.imap.BodySection.Text;
import org.tubepost.wire.imap.FetchItem.Simple;

/**
 * Arguments of FETCH and UID FETCH (RFC 3501 section 6.4.5, RFC 7162 sections 3.1.4 and 3.2.6).
 *
 * @param messages which messages
 * @param items what of them, in order
 * @param changedSince only messages changed after this
 * @param vanished also what has gone after this, by UID
 * @param partial only these of the messages (RFC 9394)
 */
public record FetchArguments(
        SequenceSet messages,
        List<FetchItem> items,
        OptionalLong changedSince,
        boolean vanished,
        Optional<Stretch> partial) {
    private static final int MAX_ITEMS = 200;

    /** Copies the list. */
    public FetchArguments {
        items = List.copyOf(items);
    }

    /** Reads them, to the end of the command. */
    public static FetchArguments parse(Tokens tokens) throws BadCommandException {
        tokens.space();
        SequenceSet messages = tokens.sequenceSet();
        tokens.space();
        List<FetchItem> items = new ArrayList<>();
        if (tokens.skip('(')) {
            items.addAll(items(tokens));
        } else {
            String name = tokens.name();
            items.addAll(macro(name));
            if (items.isEmpty()) {
                items.add(item(tokens, name));
            }
        }
        Modifiers modifiers = new Modifiers();
        if (tokens.skip(' ')) {
            modifiers.read(tokens);
        }
        tokens.end();
        return new FetchArguments(
                messages, items, modifiers.changedSince, modifiers.vanished, modifiers.partial);
    }

    /** Reads items up to the closing parenthesis, which is read as well. */
    static List<FetchItem> items(Tokens tokens) throws BadCommandException {
        List<FetchItem> items = new ArrayList<>();
        do {
            items.add(item(tokens, tokens.name()));
            if (items.size() > MAX_ITEMS) {
                throw new BadCommandException("Too many items");
            }
        } while (tokens.skip(' '));
        tokens.expect(')');
        return items;
    }

    private static List<FetchItem> macro(String name) {
        List<FetchItem> fast = List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE);
        List<FetchItem> items = new ArrayList<>(fast);
        switch (name) {
            case "FAST" -> {
                return items;
            }
            case "ALL" -> items.add(Simple.ENVELOPE);
            case "FULL" -> items.addAll(List.of(Simple.ENVELOPE, Simple.BODY));
            default -> items.clear();
        }
        return items;
    }

    private static FetchItem item(Tokens tokens, String name) throws BadCommandException {
        switch (name) {
            case "RFC822":
                return whole(Text.ALL, false, name);
            case "RFC822.HEADER":
                return whole(Text.HEADER, true, name);
            case "RFC822.TEXT":
                return whole(Text.TEXT, false, name);
            case "BINARY":
                return binary(tokens, false);
            case "BINARY.PEEK":
                return binary(tokens, true);
            case "BINARY.SIZE":
                return new FetchItem.BinarySize(path(tokens));
            case "BODY.PEEK":
                return section(tokens, true);
            case "BODY":
                return tokens.sees('[') ? section(tokens, false) : Simple.BODY;
            default:
                if (name.equals("PREVIEW") && tokens.skip(" (LAZY)")) {
                    return Simple.PREVIEW;
                }
                for (Simple simple : Simple.values()) {
                    if (simple.name().replace('_', '.').equals(name)) {
                        return simple;
                    }
                }
                throw new BadCommandException("Unknown item " + name);
        }
    }

    private static FetchItem whole(Text text, boolean peek, String name) {
        return new FetchItem.Section(
                new BodySection(List.of(), text, List.of()), peek, Optional.empty(), name);
    }

    private static FetchItem section(Tokens tokens, boolean peek) throws BadCommandException {
        BodySection section = BodySection.parse(tokens);
        String name = "BODY[" + section.written() + "]";
        Optional<FetchItem.Partial> partial = partial(tokens);
        String from = partial.map(p -> "<" + p.from() + ">").orElse("");
        return new FetchItem.Section(section, peek, partial, name + from);
    }

    private static FetchItem binary(Tokens tokens, boolean peek) throws BadCommandException {
        return new FetchItem.Binary(path(tokens), peek, partial(tokens));
    }

    private static List<Integer> path(Tokens tokens) throws BadCommandException {
        BodySection section = BodySection.parse(tokens);
        if (section.text() != Text.ALL) {
            throw new BadCommandException("BINARY is of parts only");
        }
        return section.path();
    }

    private static Optional<FetchItem.Partial> partial(Tokens tokens) throws BadCommandException {
        if (!tokens.skip('<')) {
            return Optional.empty();
        }
        long from = tokens.number();
        tokens.expect('.');
        long count = tokens.number();
        tokens.expect('>');
        if (count == 0) {
            throw new BadCommandException("A stretch has at least one octet");
        }
        return Optional.of(new FetchItem.Partial(from, count));
    }

    /** What stands behind the items. */
    private static final class Modifiers {
        private OptionalLong changedSince = OptionalLong.empty();
        private boolean vanished;
        private Optional<Stretch> partial = Optional.empty();

        void read(Tokens tokens) throws BadCommandException {
            tokens.expect('(');
            do {
                String name = tokens.name();
                switch (name) {
                    case "CHANGEDSINCE" -> {
                        tokens.space();
                        changedSince = OptionalLong.of(tokens.number64());
                    }
                    case "VANISHED" -> vanished = true;
                    case "PARTIAL" -> {
                        tokens.space();
                        partial = Optional.of(Stretch.parse(tokens));
                    }
                    default -> throw new BadCommandException("Unknown modifier " + name);
                }
            } while (tokens.skip(' '));
            tokens.expect(')');
            if (vanished && changedSince.isEmpty()) {
                throw new BadCommandException("VANISHED needs CHANGEDSINCE");
            }
        }
    }
}
