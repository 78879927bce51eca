// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.message.MessageScanner;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ImapDates;
import org.tubepost.wire.imap.Literal;
import org.tubepost.wire.imap.LiteralPolicy;
import org.tubepost.wire.imap.LiteralTarget;
import org.tubepost.wire.imap.RawCommand;
import org.tubepost.wire.imap.Tokens;

/**
 * APPEND (RFC 3501 section 6.3.11, RFC 4315). The message goes straight into the partition while it
 * comes in; what cannot be taken is refused before it is sent. Also decides about all other
 * literals.
 */
final class AppendCommand implements Commands.Command, LiteralPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(AppendCommand.class);
    private static final int LITERAL_BEFORE_LOGIN = 4096;

    private final Client client;

    AppendCommand(Client client) {
        this.client = client;
    }

    /** Everything before the message. */
    private record Envelope(MailboxName mailbox, Flags flags, Optional<Instant> date) {}

    /** A message on its way into the store. */
    private static final class Incoming implements LiteralTarget {
        private final ContentSink sink;
        private final MessageScanner scanner = new MessageScanner();
        private Optional<IOException> failure = Optional.empty();

        Incoming(ContentSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(ByteBuffer slice) {
            if (failure.isPresent()) {
                return;
            }
            try {
                scanner.update(slice.duplicate());
                sink.write(slice);
            } catch (IOException refused) {
                failure = Optional.of(refused);
            }
        }

        Content seal() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return sink.seal(scanner.finish());
        }
    }

    /** Frees what a literal took. */
    static void drop(LiteralTarget target) {
        if (target instanceof Incoming incoming) {
            incoming.sink.close();
        }
    }

    @Override
    public Decision decide(RawCommand begun, long size) {
        if (client.isLoggedIn() && begun.firstText().length() > begun.tag().length() + 7) {
            try {
                Tokens tokens = client.tokens(begun);
                tokens.tag();
                tokens.space();
                if (tokens.word().equals("APPEND") && begun.literals().size() <= 1) {
                    Envelope envelope = envelope(tokens);
                    if (tokens.atEnd()) {
                        return message(envelope, size);
                    }
                }
            } catch (BadCommandException | StoreException notTheMessage) {
                LOG.debug("A literal that is no message: {}", notTheMessage.getMessage());
            }
        }
        int most =
                client.isLoggedIn() ? client.settings().maxLiteralOctets() : LITERAL_BEFORE_LOGIN;
        int taken = begun.literals().stream().mapToInt(l -> l.octets().length).sum();
        return size + taken <= most
                ? new Decision.Keep()
                : new Decision.Refuse("BAD [TOOBIG] Literal is too long");
    }

    private Decision message(Envelope envelope, long size) {
        long most = client.settings().maxMessageOctets();
        if (size > most) {
            return new Decision.Refuse("NO [TOOBIG] Messages have at most " + most + " octets");
        }
        try {
            return new Decision.Divert(
                    new Incoming(
                            client.store().begin(client.identity(), envelope.mailbox(), size)));
        } catch (StoreException refused) {
            return new Decision.Refuse(Refusals.tryCreate(refused));
        }
    }

    private Envelope envelope(Tokens tokens) throws BadCommandException, StoreException {
        tokens.space();
        MailboxName mailbox = client.mailbox(tokens.mailbox());
        tokens.space();
        Flags flags = Flags.NONE;
        if (tokens.sees('(')) {
            flags = flags(tokens.flagList());
            tokens.space();
        }
        Optional<Instant> date = Optional.empty();
        if (tokens.sees('"')) {
            String written = new String(tokens.string(), StandardCharsets.US_ASCII);
            date = Optional.of(ImapDates.dateTime(written));
            tokens.space();
        }
        tokens.skip('~');
        return new Envelope(mailbox, flags, date);
    }

    /** {@code \Recent} cannot be set by a client; nobody is told off for it. */
    static Flags flags(List<String> written) throws BadCommandException {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : written) {
            if (name.startsWith("\\") && !name.equalsIgnoreCase("\\Recent")) {
                if (Flags.SYSTEM.stream().noneMatch(name::equalsIgnoreCase)) {
                    throw new BadCommandException("Unknown system flag " + name);
                }
                names.add(name);
            } else if (!name.startsWith("\\")) {
                names.add(name);
            }
        }
        return new Flags(names);
    }

    @Override
    public Next run(Tokens arguments) throws IOException, BadCommandException {
        Envelope envelope = envelope(arguments);
        Literal literal =
                arguments
                        .literal()
                        .orElseThrow(() -> new BadCommandException("Expected a literal"));
        arguments.end();
        if (!(literal.target().orElse(null) instanceof Incoming incoming)) {
            throw new BadCommandException("Expected a message");
        }
        if (incoming.sink.size() == 0) {
            return new Next.Done("NO [CANNOT] A message has at least one octet");
        }
        try (Content content = incoming.seal()) {
            Mailbox.CopyResult result =
                    client.store()
                            .append(
                                    client.identity(),
                                    envelope.mailbox(),
                                    List.of(
                                            new AppendMessage(
                                                    content,
                                                    envelope.flags(),
                                                    envelope.date().orElseGet(Instant::now))));
            return new Next.Done(
                    "OK [APPENDUID "
                            + result.uidValidity()
                            + " "
                            + result.targetUids().get(0)
                            + "] APPEND completed");
        } catch (StoreException refused) {
            return new Next.Done(Refusals.tryCreate(refused));
        }
    }
}
