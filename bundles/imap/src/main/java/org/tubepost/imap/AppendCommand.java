// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.AppendArguments;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.LiteralPolicy;
import org.tubepost.wire.imap.RawCommand;
import org.tubepost.wire.imap.SequenceSet;
import org.tubepost.wire.imap.Tokens;

/**
 * APPEND of one or several messages, all or none (RFC 3501 section 6.3.11, RFC 3502, RFC 4315), and
 * REPLACE (RFC 8508). Messages go straight into the partition while they come in; what cannot be
 * taken is refused before it is sent. Also decides about all other literals.
 */
final class AppendCommand implements Commands.Command, LiteralPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(AppendCommand.class);
    private static final int LITERAL_BEFORE_LOGIN = 4096;

    private final Client client;
    private final Assembly assembly;

    AppendCommand(Client client) {
        this.client = client;
        this.assembly = new Assembly(client);
    }

    @Override
    public Decision decide(RawCommand begun, long size) {
        if (client.isLoggedIn() && begun.firstText().length() > begun.tag().length() + 7) {
            try {
                Optional<AppendArguments> arguments = begun(client.tokens(begun));
                if (arguments.isPresent()) {
                    return message(arguments.get(), size);
                }
            } catch (BadCommandException notTheMessage) {
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

    /** Arguments of a command that brings messages, up to a literal with one. */
    private Optional<AppendArguments> begun(Tokens tokens) throws BadCommandException {
        tokens.tag();
        tokens.space();
        String name = tokens.word();
        if (name.equals("UID")) {
            tokens.space();
            name = tokens.word();
        }
        if (name.equals("REPLACE") && client.selected().isPresent()) {
            tokens.space();
            tokens.sequenceSet();
        } else if (!name.equals("APPEND")) {
            return Optional.empty();
        }
        return AppendArguments.parseBegun(tokens);
    }

    private Decision message(AppendArguments arguments, long size) {
        try {
            MailboxName target = client.mailbox(arguments.mailbox());
            return new Decision.Divert(assembly.expect(target, arguments.last(), size));
        } catch (StoreException refused) {
            return new Decision.Refuse(Refusals.tryCreate(refused));
        } catch (RefusedException refused) {
            return new Decision.Refuse(refused.getMessage());
        } catch (IOException failed) {
            LOG.warn("A message cannot be taken", failed);
            return new Decision.Refuse("NO [SERVERBUG] Cannot be read");
        }
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
        return stored(
                AppendArguments.parse(arguments),
                (target, messages) -> {
                    Mailbox.CopyResult result =
                            client.store().append(client.identity(), target, messages);
                    return new Next.Done("OK " + appendUid(result) + "APPEND completed");
                });
    }

    /** The message is replaced by one that may be in another mailbox, both at once. */
    Next replace(Tokens arguments, boolean byUid) throws IOException, BadCommandException {
        arguments.space();
        SequenceSet set = arguments.sequenceSet();
        AppendArguments asked = AppendArguments.parse(arguments);
        Selected selected = client.selected().orElseThrow();
        List<Long> replaced =
                selected.indexes(set, byUid)
                        .map(selected::uids)
                        .orElseThrow(() -> new BadCommandException("There is no such message"));
        if (replaced.size() > 1 || asked.messages().size() != 1) {
            throw new BadCommandException("REPLACE is of one message by one other");
        }
        if (selected.isReadOnly()) {
            return new Next.Done("NO [READ-ONLY] Mailbox was opened read-only");
        }
        if (replaced.isEmpty()) {
            return new Next.Done("NO [EXPUNGEISSUED] The message is gone");
        }
        return stored(
                asked,
                (target, messages) -> {
                    Mailbox.CopyResult result =
                            selected.mailbox().replace(replaced.get(0), target, messages.get(0));
                    client.out().line("* OK " + appendUid(result) + "Replaced");
                    return new Next.Done("OK REPLACE completed");
                });
    }

    private static String appendUid(Mailbox.CopyResult result) {
        return "[APPENDUID "
                + result.uidValidity()
                + " "
                + SequenceSet.format(result.targetUids())
                + "] ";
    }

    /** What becomes of messages that have come in whole. */
    @FunctionalInterface
    private interface Storing {
        Next store(MailboxName target, List<AppendMessage> messages) throws IOException;
    }

    private Next stored(AppendArguments asked, Storing storing)
            throws IOException, BadCommandException {
        List<AppendMessage> messages = new ArrayList<>();
        try {
            MailboxName target = client.mailbox(asked.mailbox());
            for (AppendArguments.Message message : asked.messages()) {
                if (message.utf8() && !client.features().hasUtf8Names()) {
                    throw new BadCommandException("UTF8=ACCEPT must be enabled first");
                }
                Flags flags = flags(message.flags());
                Instant date = message.date().orElseGet(Instant::now);
                messages.add(new AppendMessage(sealed(target, message), flags, date));
            }
            return storing.store(target, messages);
        } catch (StoreException refused) {
            return new Next.Done(Refusals.tryCreate(refused));
        } finally {
            messages.forEach(m -> m.content().close());
        }
    }

    private Content sealed(MailboxName target, AppendArguments.Message message)
            throws IOException, BadCommandException {
        Incoming incoming = assembly.complete(target, message);
        try {
            if (incoming.size() == 0) {
                throw new RefusedException("NO [CANNOT] A message has at least one octet");
            }
            return incoming.seal();
        } finally {
            incoming.drop();
        }
    }
}
