// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ImapDates;
import org.tubepost.wire.imap.RawCommand;
import org.tubepost.wire.imap.Tokens;

/** Reads untagged responses (RFC 3501 section 7.2 and 7.4, RFC 2342). */
final class Responses {
    private Responses() {}

    /**
     * A line of LIST or LSUB.
     *
     * @param attributes in lower case
     * @param delimiter empty for a flat name
     * @param wire the name, an octet a character
     */
    record Listed(Set<String> attributes, String delimiter, String wire) {}

    /**
     * A namespace.
     *
     * @param personal belongs to the user
     */
    record Namespace(String prefix, boolean personal) {}

    /** Reads a response, if it is one of this kind. */
    static Optional<Listed> listed(RawCommand response, String kind) throws IOException {
        Tokens tokens = new Tokens(response);
        if (!tokens.skip("* ") || !tokens.skipWord(kind)) {
            return Optional.empty();
        }
        try {
            tokens.space();
            Set<String> attributes = new HashSet<>();
            for (String flag : flags(tokens)) {
                attributes.add(flag.toLowerCase(Locale.ROOT));
            }
            tokens.space();
            String delimiter = tokens.nstring().orElse("");
            tokens.space();
            return Optional.of(
                    new Listed(attributes, delimiter, new String(tokens.astring(), ISO_8859_1)));
        } catch (BadCommandException bad) {
            throw unclear(response, bad);
        }
    }

    /** Reads a response, if it tells namespaces. */
    static Optional<List<Namespace>> namespaces(RawCommand response) throws IOException {
        Tokens tokens = new Tokens(response);
        if (!tokens.skip("* ") || !tokens.skipWord("NAMESPACE")) {
            return Optional.empty();
        }
        List<Namespace> all = new ArrayList<>();
        try {
            for (int kind = 0; kind < 3; kind++) {
                tokens.space();
                if (tokens.skipWord("NIL")) {
                    continue;
                }
                tokens.expect('(');
                while (!tokens.skip(')')) {
                    tokens.skip(' ');
                    tokens.expect('(');
                    all.add(new Namespace(new String(tokens.string(), ISO_8859_1), kind == 0));
                    while (!tokens.skip(')')) {
                        tokens.space();
                        value(tokens);
                    }
                }
            }
            return Optional.of(all);
        } catch (BadCommandException bad) {
            throw unclear(response, bad);
        }
    }

    /**
     * Reads a response, if it is of FETCH, and ends the message whose content came with it.
     *
     * @param body true if the content came as a literal
     */
    static void fetched(RawCommand response, boolean body, Arrivals to) throws IOException {
        Optional<Fetched> found = fetch(response, to);
        if (found.isEmpty() || found.get().uid == 0 || !body && !found.get().content) {
            return;
        }
        to.end(found.get().uid, found.get().flags.orElse(List.of()), found.get().date);
    }

    /** A message and its flags. */
    record Flagged(long uid, List<String> flags) {}

    /** Reads a response, if it is of FETCH and tells both. */
    static Optional<Flagged> flagged(RawCommand response) throws IOException {
        return fetch(response, NOWHERE)
                .filter(message -> message.uid > 0 && message.flags.isPresent())
                .map(message -> new Flagged(message.uid, message.flags.get()));
    }

    private static final Arrivals NOWHERE =
            new Arrivals() {
                @Override
                public void begin(long size) {
                    // Nobody asked for a content.
                }

                @Override
                public void piece(ByteBuffer octets) {
                    // Nobody asked for a content.
                }

                @Override
                public void end(long uid, List<String> flags, Optional<Instant> date) {
                    // Nobody asked for a content.
                }
            };

    /** What FETCH tells of a message; uid 0 if it does not tell that. */
    private record Fetched(
            long uid, Optional<List<String>> flags, Optional<Instant> date, boolean content) {}

    private static Optional<Fetched> fetch(RawCommand response, Arrivals to) throws IOException {
        Tokens tokens = new Tokens(response);
        boolean whole = false;
        long uid = 0;
        Optional<List<String>> flags = Optional.empty();
        Optional<Instant> date = Optional.empty();
        try {
            if (!tokens.skip("* ") || !tokens.seesDigit()) {
                return Optional.empty();
            }
            tokens.number();
            tokens.space();
            if (!tokens.skipWord("FETCH")) {
                return Optional.empty();
            }
            tokens.space();
            tokens.expect('(');
            while (!tokens.skip(')')) {
                tokens.skip(' ');
                String item = tokens.name();
                boolean content = item.equals("BODY") && tokens.skip("[]");
                tokens.space();
                if (item.equals("UID")) {
                    uid = tokens.number();
                } else if (item.equals("FLAGS")) {
                    flags = Optional.of(flags(tokens));
                } else if (item.equals("INTERNALDATE")) {
                    date = date(tokens.nstring().orElse(""));
                } else if (content && tokens.literal().isEmpty() && !tokens.skipWord("NIL")) {
                    ByteBuffer octets = ByteBuffer.wrap(tokens.string());
                    to.begin(octets.remaining());
                    to.piece(octets);
                    whole = true;
                } else if (!content) {
                    value(tokens);
                }
            }
        } catch (BadCommandException bad) {
            throw unclear(response, bad);
        }
        return Optional.of(new Fetched(uid, flags, date, whole));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ImapDates.dateTime(text));
        } catch (BadCommandException none) {
            return Optional.empty();
        }
    }

    /** Flags in parentheses; servers are less strict about them than clients must be. */
    private static List<String> flags(Tokens tokens) throws BadCommandException {
        List<String> flags = new ArrayList<>();
        tokens.expect('(');
        while (!tokens.skip(')')) {
            if (!tokens.skip(' ')) {
                String system = tokens.skip('\\') ? "\\" : "";
                flags.add(
                        system.isEmpty() || !tokens.skip('*')
                                ? system + new String(tokens.astring(), ISO_8859_1)
                                : "\\*");
            }
        }
        return flags;
    }

    private static void value(Tokens tokens) throws BadCommandException {
        if (!tokens.skip('(')) {
            tokens.skip('\\');
            tokens.astring();
            return;
        }
        while (!tokens.skip(')')) {
            if (!tokens.skip(' ')) {
                value(tokens);
            }
        }
    }

    private static IOException unclear(RawCommand response, BadCommandException why) {
        String text = response.firstText();
        return new IOException(
                "the server's answer is not understood ("
                        + why.getMessage()
                        + "): "
                        + text.substring(0, Math.min(text.length(), 200)));
    }
}
