// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What a client does without changing anything, and what it must see then. */
final class Reading {
    private static final String GONE = "EXPUNGEISSUED";

    private final CheckedSession session;
    private final Random random;

    Reading(CheckedSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    private KnownMailbox mailbox() {
        return session.selected().orElseThrow();
    }

    /** Asks for all that the client does not know yet; a client of UIDs must know them at once. */
    void learn() throws IOException, ViolationException {
        List<KnownMessage> all = mailbox().messages();
        int first = 0;
        while (first < all.size()
                && all.get(first).uid() != 0
                && all.get(first).flags().isPresent()) {
            first++;
        }
        if (first < all.size()) {
            fetch(
                    first + 1,
                    all.size(),
                    "UID FLAGS" + (session.tellsModSeqs() ? " MODSEQ" : ""),
                    false);
        }
    }

    /** Nothing has come that the client has not asked about. */
    boolean knowsUids() {
        return mailbox().messages().stream().allMatch(m -> m.uid() != 0);
    }

    /** Some items of some messages, by number or by UID. */
    void fetchSome() throws IOException, ViolationException {
        List<String> choices =
                List.of(
                        "FLAGS",
                        "UID FLAGS",
                        "RFC822.SIZE INTERNALDATE UID",
                        "ENVELOPE",
                        "BODYSTRUCTURE",
                        "UID BODY.PEEK[]",
                        "UID BODY.PEEK[HEADER.FIELDS (SUBJECT X-ID)]",
                        "UID EMAILID",
                        "BODY.PEEK[TEXT]<3.9>",
                        "BODY[]");
        String items = choices.get(random.nextInt(choices.size()));
        int size = mailbox().size();
        int first = 1 + random.nextInt(size);
        int last = Math.min(size, first + random.nextInt(8));
        KnownMessage from = mailbox().at(first);
        KnownMessage to = mailbox().at(last);
        boolean byUid = random.nextBoolean() && from.uid() != 0 && to.uid() != 0;
        fetch(byUid ? from.uid() : first, byUid ? to.uid() : last, items, byUid);
    }

    /** Every message asked for is told, or is really gone. */
    private void fetch(long first, long last, String items, boolean byUid)
            throws IOException, ViolationException {
        List<KnownMessage> asked = new ArrayList<>();
        for (int n = 1; n <= mailbox().size(); n++) {
            KnownMessage message = mailbox().at(n);
            long key = byUid ? message.uid() : n;
            if (key >= first && key <= last) {
                asked.add(message);
            }
        }
        String command = (byUid ? "UID " : "") + "FETCH " + first + ":" + last + " (" + items + ")";
        Reply reply = session.command(command, byUid, GONE);
        Map<KnownMessage, Set<String>> told = new HashMap<>();
        for (Reply.Fetched one : reply.fetched()) {
            told.computeIfAbsent(one.message(), m -> new HashSet<>())
                    .addAll(names(String.join(" ", one.items().keySet())));
            if (byUid && !one.has("UID")) {
                throw new ViolationException("UID FETCH is answered without UID");
            }
            if (one.has("BODY[]")) {
                Texts.check(one.items().get("BODY[]").text());
            }
        }
        List<KnownMessage> missing = new ArrayList<>();
        for (KnownMessage message : asked) {
            if (!told.getOrDefault(message, Set.of()).containsAll(names(items))) {
                missing.add(message);
            }
        }
        if (missing.isEmpty() && !reply.isOk()) {
            throw new ViolationException("NO, and nothing is missing");
        }
        mustBeGone(missing);
    }

    /** Of sections only that there is one. */
    private static Set<String> names(String items) {
        return new HashSet<>(
                List.of(items.replaceAll("\\[.*]\\S*", "[]").replace(".PEEK", "").split(" ")));
    }

    /** After the next chance to tell, these are not there any more. */
    void mustBeGone(List<KnownMessage> missing) throws IOException, ViolationException {
        if (missing.isEmpty()) {
            return;
        }
        session.command("NOOP", true);
        for (KnownMessage message : missing) {
            if (mailbox().messages().contains(message)) {
                throw new ViolationException("nothing was told of " + message + ", which is there");
            }
        }
    }

    /** A search by flags finds what the client knows, but for what others change meanwhile. */
    void search() throws IOException, ViolationException {
        String flag = UntaggedAnswers.FLAGS.get(random.nextInt(UntaggedAnswers.FLAGS.size()));
        boolean has = random.nextBoolean();
        String key = flag.startsWith("\\") ? flag.substring(1).toUpperCase() : "KEYWORD " + flag;
        String not = has ? "" : "NOT ";
        Map<KnownMessage, Long> before = new HashMap<>();
        List<KnownMessage> numbered = List.copyOf(mailbox().messages());
        Set<KnownMessage> expected = new HashSet<>();
        for (KnownMessage message : numbered) {
            before.put(message, message.modSeq());
            if (message.flags().isPresent()
                    && message.flags().get().contains(flag.toLowerCase()) == has) {
                expected.add(message);
            }
        }
        Reply reply =
                session.command(
                        (random.nextBoolean() ? "SEARCH RETURN (ALL COUNT) " : "SEARCH ")
                                + not
                                + key,
                        false);
        Set<KnownMessage> found = new HashSet<>();
        for (long number : numbers(reply, "SEARCH")) {
            found.add(mailbox().at(number));
        }
        session.command("NOOP", true);
        for (KnownMessage message : numbered) {
            boolean same = found.contains(message) == expected.contains(message);
            boolean sure =
                    session.tellsModSeqs()
                            && message.flags().isPresent()
                            && before.get(message) != 0
                            && before.get(message) == message.modSeq()
                            && mailbox().messages().contains(message);
            if (!same && sure) {
                throw new ViolationException(
                        "SEARCH "
                                + not
                                + key
                                + (found.contains(message) ? " finds " : " misses ")
                                + message);
            }
        }
    }

    /** Numbers in order of an answer of SEARCH, SORT or their extended form. */
    private static List<Long> numbers(Reply reply, String name) throws ViolationException {
        List<Long> numbers = new ArrayList<>();
        if (reply.line(name).isPresent()) {
            for (Item item : reply.line(name).get()) {
                if (!item.isList()) {
                    numbers.add(item.number());
                }
            }
            return numbers;
        }
        List<Item> extended =
                reply.line("ESEARCH")
                        .orElseThrow(() -> new ViolationException("no answer to " + name));
        long count = -1;
        for (int i = 0; i < extended.size(); i++) {
            if (extended.get(i).upper().equals("ALL")) {
                numbers.addAll(extended.get(i + 1).numbers());
            } else if (extended.get(i).upper().equals("COUNT")) {
                count = extended.get(i + 1).number();
            }
        }
        if (count >= 0 && count != numbers.size()) {
            throw new ViolationException("COUNT " + count + " of " + numbers.size());
        }
        return numbers;
    }

    /** SORT and THREAD have every message once. */
    void order() throws IOException, ViolationException {
        List<String> commands =
                List.of(
                        "SORT (ARRIVAL) UTF-8 ALL",
                        "SORT (REVERSE SUBJECT DATE) UTF-8 ALL",
                        "SORT (SIZE) US-ASCII ALL",
                        "THREAD REFERENCES UTF-8 ALL",
                        "THREAD ORDEREDSUBJECT UTF-8 ALL");
        String command = commands.get(random.nextInt(commands.size()));
        List<KnownMessage> numbered = List.copyOf(mailbox().messages());
        Reply reply = session.command(command, false, GONE);
        List<Long> told = new ArrayList<>();
        if (command.startsWith("SORT")) {
            told.addAll(numbers(reply, "SORT"));
        } else {
            flatten(reply.line("THREAD").orElse(List.of()), told);
        }
        if (told.size() != new TreeSet<>(told).size()) {
            throw new ViolationException("a message twice in " + told);
        }
        List<KnownMessage> missing = new ArrayList<>(numbered);
        for (long number : told) {
            missing.remove(mailbox().at(number));
        }
        mustBeGone(missing);
    }

    private static void flatten(List<Item> items, List<Long> numbers) throws ViolationException {
        for (Item item : items) {
            if (item.isList()) {
                flatten(item.items(), numbers);
            } else {
                numbers.add(item.number());
            }
        }
    }

    /**
     * What was told is what is there: every state that is not younger than a modification sequence
     * seen before a NOOP must have been told by it.
     */
    void agree() throws IOException, ViolationException {
        if (!session.tellsModSeqs()) {
            return;
        }
        Reply status =
                session.command(
                        "STATUS " + mailbox().name() + " (HIGHESTMODSEQ)", true, "NONEXISTENT");
        if (!status.isOk() || mailbox().name().startsWith(FolderNames.SCRATCH)) {
            return; // under this name there may be another one
        }
        List<Item> told =
                status.line("STATUS").orElseThrow(() -> new ViolationException("no STATUS"));
        long sure = told.get(1).items().get(1).number();
        session.command("NOOP", true);
        learn();
        if (mailbox().size() == 0) {
            return;
        }
        Map<KnownMessage, Set<String>> before = new HashMap<>();
        mailbox().messages().forEach(m -> m.flags().ifPresent(f -> before.put(m, f)));
        Reply reply = session.command("FETCH 1:* (UID FLAGS MODSEQ)", false, GONE);
        for (Reply.Fetched one : reply.fetched()) {
            KnownMessage message = one.message();
            Set<String> known = before.get(message);
            if (known != null
                    && message.modSeq() <= sure
                    && !known.equals(message.flags().orElseThrow())) {
                throw new ViolationException("nobody told of " + message + ", which had " + known);
            }
        }
    }
}
