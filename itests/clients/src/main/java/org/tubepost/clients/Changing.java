// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a client changes in messages, and what it must be told of that. */
final class Changing {
    private static final int ROOMY = 150;
    private static final String[] NO_TARGET = {"TRYCREATE", "NONEXISTENT", "EXPUNGEISSUED"};

    private final CheckedSession session;
    private final Reading reading;
    private final Random random;

    Changing(CheckedSession session, Reading reading, Random random) {
        this.session = session;
        this.reading = reading;
        this.random = random;
    }

    private KnownMailbox mailbox() {
        return session.selected().orElseThrow();
    }

    /** Some messages, and the words that name them. */
    private record Some(List<KnownMessage> messages, String set, boolean byUid) {
        String command(String name) {
            return (byUid ? "UID " : "") + name + " " + set;
        }
    }

    private Some some(int most) throws ViolationException {
        int size = mailbox().size();
        Set<Integer> numbers = new TreeSet<>();
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            numbers.add(1 + random.nextInt(size));
        }
        List<KnownMessage> messages = new ArrayList<>();
        boolean allKnown = true;
        for (int number : numbers) {
            messages.add(mailbox().at(number));
            allKnown &= mailbox().at(number).uid() != 0;
        }
        boolean byUid = allKnown && random.nextBoolean();
        String set =
                byUid
                        ? messages.stream()
                                .map(m -> Long.toString(m.uid()))
                                .collect(Collectors.joining(","))
                        : numbers.stream().map(Object::toString).collect(Collectors.joining(","));
        return new Some(messages, set, byUid);
    }

    /** Flags are added, taken away or replaced, aloud or silently, with or without a condition. */
    void store() throws IOException, ViolationException {
        Some some = some(4);
        Set<String> flags = new TreeSet<>();
        boolean crowded = mailbox().size() > ROOMY;
        flags.add(crowded && random.nextInt(3) == 0 ? "\\Deleted" : anyFlag());
        if (random.nextInt(3) == 0) {
            flags.add(anyFlag());
        }
        char sign = "+++--=".charAt(random.nextInt(6));
        boolean silent = random.nextInt(3) == 0;
        boolean conditional = session.tellsModSeqs() && random.nextInt(3) == 0 && known(some);
        long since = some.messages().stream().mapToLong(KnownMessage::modSeq).max().orElse(0);
        String words =
                some.command("STORE")
                        + (conditional ? " (UNCHANGEDSINCE " + since + ")" : "")
                        + " "
                        + (sign == '=' ? "" : sign)
                        + "FLAGS"
                        + (silent ? ".SILENT" : "")
                        + " ("
                        + String.join(" ", flags)
                        + ")";
        Map<KnownMessage, Long> before = new HashMap<>();
        some.messages().forEach(m -> before.put(m, m.modSeq()));
        Reply reply = session.command(words, some.byUid(), "EXPUNGEISSUED");
        Set<String> lower =
                flags.stream()
                        .map(f -> f.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new));
        List<KnownMessage> untold = new ArrayList<>(some.messages());
        untold.removeAll(modified(reply, some));
        if (!reply.isOk()) {
            session.command("NOOP", true);
            return;
        }
        if (silent) {
            for (KnownMessage message : untold) {
                boolean told =
                        reply.fetched().stream()
                                .anyMatch(f -> f.message() == message && f.has("FLAGS"));
                if (!told) {
                    message.change(sign, lower);
                }
            }
            return;
        }
        for (Reply.Fetched one : reply.fetched()) {
            if (one.has("FLAGS") && holds(sign, one.items().get("FLAGS"), lower)) {
                untold.remove(one.message());
            }
        }
        mustBeGone(untold, before);
    }

    private static boolean known(Some some) {
        return some.messages().stream().allMatch(m -> m.modSeq() != 0);
    }

    private String anyFlag() {
        return UntaggedAnswers.FLAGS.get(random.nextInt(UntaggedAnswers.FLAGS.size()));
    }

    /**
     * A condition may refuse any of them; the client hears of their new state at the next chance.
     */
    private List<KnownMessage> modified(Reply reply, Some some) throws ViolationException {
        List<KnownMessage> missed = new ArrayList<>();
        if (reply.code("MODIFIED").isPresent()) {
            Set<Long> keys = new HashSet<>(reply.code("MODIFIED").get().get(1).numbers());
            for (KnownMessage message : some.messages()) {
                long key =
                        some.byUid() ? message.uid() : mailbox().messages().indexOf(message) + 1L;
                if (keys.remove(key)) {
                    missed.add(message);
                }
            }
            if (!keys.isEmpty()) {
                throw new ViolationException(
                        "MODIFIED names " + keys + ", which nobody asked about");
            }
        }
        return missed;
    }

    private static boolean holds(char sign, Item told, Set<String> wanted) {
        Set<String> flags =
                told.items().stream()
                        .map(i -> i.text().toLowerCase(Locale.ROOT))
                        .filter(f -> !f.equals("\\recent"))
                        .collect(Collectors.toSet());
        return switch (sign) {
            case '+' -> flags.containsAll(wanted);
            case '-' -> wanted.stream().noneMatch(flags::contains);
            default -> flags.equals(wanted);
        };
    }

    /**
     * Of a change nothing is told only when the message is gone, or another change came at once.
     */
    private void mustBeGone(List<KnownMessage> untold, Map<KnownMessage, Long> before)
            throws IOException, ViolationException {
        untold.removeIf(m -> session.tellsModSeqs() && m.modSeq() > before.getOrDefault(m, 0L));
        // Who is not told modification sequences cannot tell a change by others from one that is
        // missing.
        if (session.tellsModSeqs()) {
            reading.mustBeGone(untold);
        } else if (!untold.isEmpty()) {
            session.command("NOOP", true);
        }
    }

    /** What is marked as deleted goes; by UID only some of it. */
    void expunge() throws IOException, ViolationException {
        if (random.nextBoolean() && mailbox().size() > 0) {
            List<String> uids = new ArrayList<>();
            mailbox().messages().stream()
                    .filter(m -> m.uid() != 0)
                    .limit(20)
                    .forEach(m -> uids.add(Long.toString(m.uid())));
            if (!uids.isEmpty()) {
                session.command("UID EXPUNGE " + String.join(",", uids), true);
                return;
            }
        }
        session.command("EXPUNGE", true);
    }

    /** Many at once, when the folder has grown. */
    void thinOut() throws IOException, ViolationException {
        int size = mailbox().size();
        if (size > ROOMY) {
            session.command("STORE 1:" + size / 2 + " +FLAGS (\\Deleted)", false, "EXPUNGEISSUED");
            session.command("EXPUNGE", true);
        }
    }

    /** COPY or MOVE; the UIDs of both sides are told pairwise. */
    void transfer() throws IOException, ViolationException {
        Some some = some(3);
        String target = FolderNames.any(random);
        boolean move = random.nextBoolean();
        Reply reply =
                session.command(
                        some.command(move ? "MOVE" : "COPY") + " " + target, true, NO_TARGET);
        if (reply.code("COPYUID").isPresent()) {
            List<Item> code = reply.code("COPYUID").get();
            if (code.get(2).numbers().size() != code.get(3).numbers().size()) {
                throw new ViolationException("COPYUID does not pair: " + code);
            }
        }
        if (move && reply.isOk()) {
            for (KnownMessage message : some.messages()) {
                if (mailbox().messages().contains(message)) {
                    throw new ViolationException(message + " was moved and is still there");
                }
            }
        }
    }

    /** One message or several; literals that wait and such that do not. */
    void append() throws IOException, ViolationException {
        String target = FolderNames.any(random);
        int count = random.nextInt(4) == 0 ? 3 : 1;
        StringBuilder words = new StringBuilder("APPEND " + target);
        for (int i = 0; i < count; i++) {
            String text = Texts.next(random);
            words.append(random.nextBoolean() ? " (" + anyFlag() + ")" : "")
                    .append(" {")
                    .append(text.length())
                    .append("+}\r\n")
                    .append(text);
        }
        Reply reply = session.command(words.toString(), true, NO_TARGET);
        if (reply.isOk()) {
            List<Item> code =
                    reply.code("APPENDUID")
                            .orElseThrow(() -> new ViolationException("no APPENDUID"));
            if (code.get(2).numbers().size() != count) {
                throw new ViolationException(code + " for " + count + " messages");
            }
        }
    }
}
