// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.clients.CheckedSession.Manner;

/** Takes what the server tells without being asked, and what it tells in answers; checks both. */
final class UntaggedAnswers {
    /** Flags that the clients of a run set; no other may ever occur. */
    static final List<String> FLAGS =
            List.of(
                    "\\Seen",
                    "\\Answered",
                    "\\Flagged",
                    "\\Deleted",
                    "\\Draft",
                    "red",
                    "green",
                    "$Blue");

    private static final String RECENT = "\\recent";
    private static final Set<String> KNOWN = lower(FLAGS);
    private static final Set<String> STATUS = Set.of("OK", "NO", "BAD");
    private static final Set<String> NEEDS_NO_MAILBOX =
            Set.of("CAPABILITY", "ENABLED", "LIST", "LSUB", "STATUS", "NAMESPACE", "ID", "FLAGS");
    private static final Set<String> NEEDS_MAILBOX = Set.of("SEARCH", "ESEARCH", "SORT", "THREAD");

    private final Manner manner;
    private final Truth truth;
    private Optional<KnownMailbox> selected = Optional.empty();

    UntaggedAnswers(Manner manner, Truth truth) {
        this.manner = manner;
        this.truth = truth;
    }

    private static Set<String> lower(List<String> names) {
        Set<String> lower = new HashSet<>();
        names.forEach(n -> lower.add(n.toLowerCase(Locale.ROOT)));
        return lower;
    }

    Manner manner() {
        return manner;
    }

    Optional<KnownMailbox> selected() {
        return selected;
    }

    void select(KnownMailbox mailbox) {
        selected = Optional.of(mailbox);
    }

    void unselect() {
        selected = Optional.empty();
    }

    private KnownMailbox mailbox() throws ViolationException {
        return selected.orElseThrow(() -> new ViolationException("no mailbox is selected"));
    }

    /** Takes an untagged line; the reply collects what it says. */
    void take(String line, boolean moves, Reply reply) throws ViolationException {
        String rest = line.substring(2);
        int blank = rest.indexOf(' ');
        String name = (blank < 0 ? rest : rest.substring(0, blank)).toUpperCase(Locale.ROOT);
        if (STATUS.contains(name)) {
            if (!name.equals("OK")) {
                throw new ViolationException(line);
            }
            code(rest, reply, false);
            return;
        }
        List<Item> words = Item.read(rest);
        if (name.chars().allMatch(Character::isDigit)) {
            numbered(words, moves, reply);
        } else if (name.equals("VANISHED")) {
            vanished(words, moves, reply);
        } else {
            if (NEEDS_MAILBOX.contains(name)) {
                mailbox();
            } else if (!NEEDS_NO_MAILBOX.contains(name)) {
                throw new ViolationException("unknown answer " + line);
            }
            if (name.equals("FLAGS")) {
                flags(words.get(1));
            }
            reply.add(words);
        }
    }

    private void numbered(List<Item> words, boolean moves, Reply reply) throws ViolationException {
        long number = words.get(0).number();
        switch (words.get(1).upper()) {
            case "EXISTS" -> mailbox().exists(number);
            case "RECENT" -> {
                if (manner == Manner.REV2 || number > mailbox().size()) {
                    throw new ViolationException(number + " RECENT of " + mailbox().size());
                }
            }
            case "EXPUNGE" -> {
                if (!moves || manner == Manner.QRESYNC) {
                    throw new ViolationException("EXPUNGE where it must not come");
                }
                mailbox().expunge(number);
            }
            case "FETCH" -> reply.add(fetch(number, words.get(2)));
            default -> throw new ViolationException("unknown answer " + words);
        }
    }

    private void vanished(List<Item> words, boolean moves, Reply reply) throws ViolationException {
        if (manner != Manner.QRESYNC) {
            throw new ViolationException("VANISHED without QRESYNC");
        }
        if (words.get(1).isList()) {
            reply.add(words);
        } else if (moves) {
            mailbox().vanished(words.get(1).numbers());
        } else {
            throw new ViolationException("VANISHED where it must not come");
        }
    }

    private Reply.Fetched fetch(long number, Item list) throws ViolationException {
        Map<String, Item> items = new HashMap<>();
        for (int i = 0; i + 1 < list.items().size(); i += 2) {
            items.put(list.items().get(i).upper(), list.items().get(i + 1));
        }
        KnownMailbox mailbox = mailbox();
        KnownMessage message = mailbox.at(number);
        if (items.containsKey("UID")) {
            mailbox.learnUid(number, items.get("UID").number());
        }
        if (items.containsKey("MODSEQ")) {
            message.learnModSeq(items.get("MODSEQ").items().get(0).number());
        }
        if (items.containsKey("FLAGS")) {
            Set<String> flags = flags(items.get("FLAGS"));
            message.learnFlags(flags);
            if (items.containsKey("MODSEQ")) {
                truth.flags(mailbox.id(), message.uid(), message.modSeq(), flags);
            }
        }
        for (String fact : List.of("RFC822.SIZE", "INTERNALDATE", "EMAILID")) {
            if (items.containsKey(fact)) {
                truth.fact(mailbox.id(), message.uid(), fact, items.get(fact).toString());
            }
        }
        return new Reply.Fetched(message, items);
    }

    private static Set<String> flags(Item list) throws ViolationException {
        Set<String> flags = new TreeSet<>();
        for (Item flag : list.items()) {
            String name = flag.text().toLowerCase(Locale.ROOT);
            if (!name.equals(RECENT)) {
                if (!KNOWN.contains(name)) {
                    throw new ViolationException("nobody has ever set " + flag.text());
                }
                flags.add(name);
            }
        }
        return flags;
    }

    /** Reads the response code of a status answer; a tagged one may be about another mailbox. */
    void code(String status, Reply reply, boolean tagged) throws ViolationException {
        int open = status.indexOf('[');
        int close = status.indexOf(']');
        if (open < 0 || open > 4 || close < 0) {
            return;
        }
        List<Item> code = Item.read(status.substring(open + 1, close));
        reply.addCode(code);
        boolean other = tagged && !code.get(0).upper().equals("HIGHESTMODSEQ");
        if (selected.isEmpty() || code.size() < 2 || other) {
            return;
        }
        switch (code.get(0).upper()) {
            case "UIDVALIDITY" -> selected.get().uidValidity(code.get(1).number());
            case "UIDNEXT" -> selected.get().uidNext(code.get(1).number());
            case "HIGHESTMODSEQ" -> selected.get().highestModSeq(code.get(1).number());
            case "MAILBOXID" -> selected.get().id(code.get(1).items().get(0).text());
            default -> {
                // A code about something else.
            }
        }
    }
}
