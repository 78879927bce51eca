// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;

/**
 * Random work of two users, each of whom has rights on all folders of the other, on a store beside
 * a simple model, with kills, restarts, deleted indexes and logs that are replaced by images at
 * random moments: what users see is always exactly what the model says, and never changes over a
 * restart, UIDs and modification sequences included.
 */
class StoreRecoveryTest {
    private static final List<String> OWNERS = List.of("ada", "bob@example.org");
    private static final List<String> FOLDERS =
            List.of("INBOX", "Sent", "a", "a/b", "a/b/c", "d", "INBOX/x");
    private static final List<Flags> FLAGS =
            List.of(
                    Flags.NONE,
                    Flags.of(Flags.SEEN),
                    Flags.of(Flags.DELETED),
                    Flags.of(Flags.SEEN, "$Work"),
                    Flags.of("$Junk", "$Work"));

    private static final Flags SEEN = Flags.of(Flags.SEEN);

    /**
     * What the model knows of a message.
     *
     * @param read by the user who is not the owner of the folder
     */
    private record Known(Flags flags, boolean read, String text) {
        /** As the owner of the folder sees them, or the other user. */
        Flags seenBy(boolean owner) {
            return owner ? flags : with(flags, read);
        }

        /** With flags that the owner, or the other user, has given it. */
        Known flagged(boolean byOwner, Flags by) {
            return byOwner
                    ? new Known(by, read, text)
                    : new Known(with(by, flags.has(Flags.SEEN)), by.has(Flags.SEEN), text);
        }

        private static Flags with(Flags flags, boolean seen) {
            return seen ? flags.plus(SEEN) : flags.minus(SEEN);
        }
    }

    private final Map<MailboxName, TreeMap<Long, Known>> model = new TreeMap<>();
    private final Map<MailboxName, List<Known>> kept = new TreeMap<>();
    private final Set<String> keysUsed = new HashSet<>();
    private Random random;
    private House house;
    private int texts;

    /** Keys are remembered by mailbox: where mailboxes went, the model begins with new keys. */
    private int epoch;

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void whateverHappensUsersSeeTheSameAfterwards(@ForAll long seed) throws Exception {
        random = new Random(seed);
        model.clear();
        kept.clear();
        keysUsed.clear();
        Path top = Files.createTempDirectory("store-recovery");
        try {
            house = new House(top.resolve("0"), random.nextBoolean() ? 6_000 : 1L << 30);
            house.keeping(Duration.ofHours(2)).open();
            for (int life = 1; life <= 5; life++) {
                int steps = random.nextInt(60);
                for (int i = 0; i < steps; i++) {
                    step();
                }
                restart(top.resolve(Integer.toString(life)));
            }
            house.close();
            house.keeping(Duration.ZERO);
            house.clock = Clock.offset(house.clock, Duration.ofSeconds(1));
            house.open();
            house.store.maintain();
            house.store.maintain();
            assertNothingIsKeptInVain();
            house.close();
        } finally {
            House.deleteTree(top);
        }
    }

    private void restart(Path elsewhere) throws Exception {
        assertModel();
        Map<String, String> before = house.everything();
        switch (random.nextInt(4)) {
            case 0 -> {
                house.close();
                house.open();
            }
            case 1 -> {
                house.close();
                house.deleteIndex();
                house.open();
            }
            default -> {
                Files.createDirectories(elsewhere);
                House copy = house.killed(elsewhere, random.nextBoolean());
                house.close();
                house = copy;
            }
        }
        assertThat(house.store.damage()).isEmpty();
        assertThat(house.everything()).isEqualTo(before);
        assertThat(StoreRepairTest.check(house)).isEmpty();
    }

    private void step() throws Exception {
        try {
            switch (random.nextInt(15)) {
                case 0, 1, 2, 3 -> deliver();
                case 4 -> append();
                case 5, 6 -> flags();
                case 7 -> expunge();
                case 8 -> copyOrMove();
                case 9 -> house.store.create(user(), folder(), Optional.empty());
                case 10 -> delete();
                case 11 -> rename();
                case 12 -> house.store.subscribe(user(), folder(), random.nextBoolean());
                case 13 -> putBack();
                default -> house.store.maintain();
            }
        } catch (StoreException refused) {
            assertThat(refused.code())
                    .isIn(
                            StoreException.Code.NONEXISTENT,
                            StoreException.Code.ALREADYEXISTS,
                            StoreException.Code.CANNOT);
        }
        readNames();
    }

    private String owner = "ada";
    private boolean byOwner = true;

    private Identity user() {
        owner = OWNERS.get(random.nextInt(OWNERS.size()));
        return House.user(owner);
    }

    /** The owner of the folders that are meant, or the other user. */
    private Identity ownerOrOther() {
        user();
        byOwner = random.nextBoolean();
        return House.user(byOwner ? owner : other(owner));
    }

    private static String other(String owner) {
        return OWNERS.get(1 - OWNERS.indexOf(owner));
    }

    private MailboxName folder() {
        return new MailboxName(owner, FOLDERS.get(random.nextInt(FOLDERS.size())));
    }

    /** Folders come and go by rules of their own; the model follows what LIST says. */
    private void readNames() throws IOException {
        Set<MailboxName> there = new HashSet<>();
        for (String id : house.store.owners()) {
            for (MailboxInfo info : house.store.list(House.user(id), id)) {
                if (info.selectable()) {
                    there.add(info.name());
                    model.computeIfAbsent(info.name(), n -> new TreeMap<>());
                }
                share(info.name());
            }
        }
        model.keySet().retainAll(there);
        kept.keySet().retainAll(there);
    }

    private void share(MailboxName name) throws StoreException {
        String reader = other(name.owner());
        Identity who = House.user(name.owner());
        if (!house.store.rights().list(who, name).containsKey(reader)) {
            house.store.rights().set(who, name, reader, new AccessRights("lrswite"));
        }
    }

    private void deliver() throws StoreException {
        user();
        String key = epoch + "key" + random.nextInt(20);
        String text = "text " + texts++;
        MailboxName wanted = folder();
        var results =
                house.store.deliver(
                        key,
                        List.of(House.to(owner, wanted.folder()), House.to("ada", "INBOX")),
                        BytesContent.of(text),
                        House.NOW);
        for (var result : results) {
            String once = key + " " + result.target().mailbox();
            if (keysUsed.add(once)) {
                assertThat(of(result.mailbox())).doesNotContainKey(result.uid());
                of(result.mailbox()).put(result.uid(), new Known(Flags.NONE, false, text));
            }
        }
    }

    private TreeMap<Long, Known> of(MailboxName name) {
        return model.computeIfAbsent(name, n -> new TreeMap<>());
    }

    private void append() throws StoreException {
        var who = ownerOrOther();
        MailboxName name = folder();
        List<AppendMessage> messages = new ArrayList<>();
        List<Known> known = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Flags flags = someFlags();
            Known one = new Known(Flags.NONE, false, "text " + texts++).flagged(byOwner, flags);
            known.add(one);
            messages.add(new AppendMessage(BytesContent.of(one.text), flags, House.NOW));
        }
        var result = house.store.append(who, name, messages);
        for (int i = 0; i < known.size(); i++) {
            of(name).put(result.targetUids().get(i), known.get(i));
        }
    }

    private Flags someFlags() {
        return FLAGS.get(random.nextInt(FLAGS.size()));
    }

    private List<Long> someUids(Mailbox mailbox) {
        List<Long> uids = new ArrayList<>();
        for (int i = 0; i < mailbox.view().size(); i++) {
            if (random.nextBoolean()) {
                uids.add(mailbox.view().get(i).uid());
            }
        }
        uids.add((long) random.nextInt(50) + 1);
        return uids;
    }

    private void flags() throws StoreException {
        var who = ownerOrOther();
        MailboxName name = folder();
        try (Mailbox mailbox = house.store.open(who, name, false)) {
            FlagChange.Action[] actions = FlagChange.Action.values();
            FlagChange change =
                    new FlagChange(actions[random.nextInt(actions.length)], someFlags());
            long unchangedSince = random.nextBoolean() ? -1 : random.nextInt(200);
            for (MessageRecord record :
                    mailbox.changeFlags(someUids(mailbox), change, unchangedSince)) {
                of(name).computeIfPresent(
                                record.uid(),
                                (u, k) -> k.flagged(byOwner, change.applyTo(k.seenBy(byOwner))));
                assertThat(record.flags()).isEqualTo(of(name).get(record.uid()).seenBy(byOwner));
            }
        }
    }

    private void expunge() throws StoreException {
        var who = ownerOrOther();
        MailboxName name = folder();
        try (Mailbox mailbox = house.store.open(who, name, false)) {
            List<Long> gone = mailbox.expunge(Optional.empty());
            for (long uid : gone) {
                Known known = of(name).remove(uid);
                assertThat(known.flags.has(Flags.DELETED)).isTrue();
                kept.computeIfAbsent(name, n -> new ArrayList<>()).add(known);
            }
            assertThat(of(name).values()).noneMatch(k -> k.flags.has(Flags.DELETED));
        }
    }

    private void putBack() throws StoreException {
        user();
        MailboxName name = folder();
        MailboxView view = house.store.expunged().of(name);
        List<Known> back = kept.getOrDefault(name, new ArrayList<>());
        assertThat(view.size()).isEqualTo(back.size());
        List<Long> uids = new ArrayList<>();
        List<Known> wanted = new ArrayList<>();
        List<Known> left = new ArrayList<>();
        for (int i = 0; i < view.size(); i++) {
            // A message and its copy may be alike: each is put back or left by itself.
            boolean chosen = random.nextBoolean();
            (chosen ? wanted : left).add(back.get(i));
            if (chosen) {
                uids.add(view.get(i).uid());
            }
        }
        var result = house.store.expunged().restore(name, uids);
        kept.put(name, left);
        assertThat(result.sourceUids()).isEqualTo(uids);
        for (int i = 0; i < uids.size(); i++) {
            Flags flags = wanted.get(i).flags.minus(Flags.of(Flags.DELETED));
            of(name).put(result.targetUids().get(i), new Known(flags, false, wanted.get(i).text));
        }
    }

    private void copyOrMove() throws StoreException {
        var who = ownerOrOther();
        MailboxName name = folder();
        boolean within = random.nextInt(3) > 0;
        owner = within ? owner : other(owner);
        MailboxName target = folder();
        boolean move = random.nextBoolean();
        try (Mailbox mailbox = house.store.open(who, name, false)) {
            List<Long> uids = someUids(mailbox);
            var result = move ? mailbox.moveTo(uids, target) : mailbox.copyTo(uids, target);
            for (int i = 0; i < result.sourceUids().size(); i++) {
                long source = result.sourceUids().get(i);
                Known known = move ? of(name).remove(source) : of(name).get(source);
                // Who owns the one folder does not own the other: their view goes along.
                Known copy =
                        within
                                ? known
                                : new Known(Flags.NONE, false, known.text)
                                        .flagged(!byOwner, known.seenBy(byOwner));
                of(target).put(result.targetUids().get(i), copy);
            }
        }
    }

    private void delete() throws StoreException {
        var who = user();
        MailboxName name = folder();
        house.store.delete(who, name);
        model.remove(name);
        kept.remove(name);
        epoch++;
    }

    private void rename() throws StoreException {
        var who = user();
        MailboxName from = folder();
        MailboxName to = folder();
        house.store.rename(who, from, to);
        epoch++;
        if (from.isInbox()) {
            long uid = 0;
            for (Known known : of(from).values()) {
                of(to).put(++uid, known);
            }
            of(from).clear();
            return;
        }
        for (MailboxName name : List.copyOf(model.keySet())) {
            if (name.equals(from) || name.isBelow(from)) {
                String tail = name.folder().substring(from.folder().length());
                MailboxName target = new MailboxName(owner, to.folder() + tail);
                model.put(target, model.remove(name));
                if (kept.containsKey(name)) {
                    kept.put(target, kept.remove(name));
                }
            }
        }
    }

    private void assertModel() throws Exception {
        for (MailboxName name : model.keySet()) {
            TreeMap<Long, Known> seen = new TreeMap<>();
            try (Mailbox mailbox = house.store.open(House.user(name.owner()), name, true);
                    Mailbox theirs =
                            house.store.open(House.user(other(name.owner())), name, true)) {
                for (int i = 0; i < mailbox.view().size(); i++) {
                    MessageRecord record = mailbox.view().get(i);
                    assertThat(mailbox.view().indexOf(record.uid())).isEqualTo(i);
                    boolean read = theirs.view().flags(i).has(Flags.SEEN);
                    try (Content content = mailbox.content(record.uid())) {
                        String text = BytesContent.text(content);
                        seen.put(record.uid(), new Known(record.flags(), read, text));
                    }
                }
                assertFigures(mailbox);
                assertFigures(theirs);
            }
            assertThat(seen).as(name.toString()).isEqualTo(model.get(name));
            assertThat(house.kept(name))
                    .isEqualTo(
                            kept.getOrDefault(name, List.of()).stream()
                                    .map(k -> k.flags.names() + k.text)
                                    .toList());
        }
    }

    private static void assertFigures(Mailbox mailbox) {
        MailboxView view = mailbox.view();
        int unseen = 0;
        int first = view.size();
        for (int i = view.size() - 1; i >= 0; i--) {
            if (!view.flags(i).has(Flags.SEEN)) {
                unseen++;
                first = i;
            }
        }
        assertThat(view.unseen()).isEqualTo(unseen);
        assertThat(view.firstUnseen()).isEqualTo(first);
        List<MessageRecord> records = mailbox.changedSince(0);
        for (int i = 0; i < view.size(); i++) {
            assertThat(view.get(i)).isEqualTo(records.get(i));
            assertThat(view.get(i).flags()).isEqualTo(view.flags(i));
        }
    }

    /** After maintenance every content in the partitions is used by a message. */
    private void assertNothingIsKeptInVain() {
        Set<String> used = new HashSet<>();
        model.values().forEach(m -> m.values().forEach(k -> used.add(k.text)));
        Set<String> kept = new HashSet<>();
        house.partitions
                .values()
                .forEach(p -> p.contents.values().forEach(b -> kept.add(new String(b, UTF_8))));
        assertThat(kept).isEqualTo(used);
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;
}
