// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.StoreException;

/** A store with partitions in memory, that can be killed, copied and opened again. */
final class House implements PartitionSource, AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    final Path directory;
    final Map<String, MemoryPartition> partitions = new ConcurrentHashMap<>();
    final Set<String> away = ConcurrentHashMap.newKeySet();
    final List<MailboxEvent> events = new CopyOnWriteArrayList<>();
    private final long logOctets;
    StoreRules rules = new StoreRules("primary", Map.of("Sent", "\\Sent"));
    LimitSource limits = LimitSource.STANDARD;
    Clock clock = Clock.fixed(NOW, java.time.ZoneOffset.UTC);
    StoreOptions.Safety safety = StoreOptions.Safety.NONE;
    final Volume volume = new Volume();
    Duration checkpointEvery = Duration.ofMillis(300);
    JournaledMessageStore store;

    House(Path directory) throws IOException {
        this(directory, 1L << 30);
    }

    House(Path directory, long logOctets) throws IOException {
        this.directory = directory;
        this.logOctets = logOctets;
        partitions.put("primary", new MemoryPartition());
        partitions.put("second", new MemoryPartition());
    }

    static House opened(Path directory) throws IOException {
        return new House(directory).open();
    }

    House open() throws IOException {
        StoreOptions options =
                new StoreOptions(
                        directory,
                        rules,
                        checkpointEvery,
                        Duration.ZERO,
                        Math.min(1 << 20, logOctets / 4 + 512),
                        new Maintenance.Limits(100_000, logOctets),
                        8,
                        safety,
                        volume);
        store = JournaledMessageStore.open(options, this, limits, events::add, clock);
        return this;
    }

    /** The house as a kill at this moment would leave it, opened elsewhere. */
    House killed(Path elsewhere, boolean withoutIndex) throws IOException {
        return copied(elsewhere, withoutIndex).open();
    }

    /** As {@link #killed}, not opened yet. */
    House copied(Path elsewhere, boolean withoutIndex) throws IOException {
        if (!withoutIndex && Files.exists(directory.resolve("index"))) {
            copyTree(directory.resolve("index"), elsewhere.resolve("index"));
        }
        copyTree(directory.resolve("log"), elsewhere.resolve("log"));
        Files.copy(directory.resolve("identity"), elsewhere.resolve("identity"));
        if (Files.exists(directory.resolve("floors"))) {
            Files.copy(directory.resolve("floors"), elsewhere.resolve("floors"));
        }
        for (String kept : List.of("log-copy", "snapshots")) {
            if (Files.exists(directory.resolve(kept))) {
                copyTree(directory.resolve(kept), elsewhere.resolve(kept));
            }
        }
        House copy = new House(elsewhere, logOctets);
        copy.rules = rules;
        copy.safety = safety.logCopy().isEmpty() ? safety : safe(elsewhere);
        partitions.forEach((name, partition) -> copy.partitions.put(name, partition.copy()));
        return copy;
    }

    /** A second copy of the log and snapshots when they are asked for. */
    static StoreOptions.Safety safe(Path directory) {
        return new StoreOptions.Safety(
                Optional.of(directory.resolve("log-copy")), Duration.ZERO, 3);
    }

    void deleteIndex() throws IOException {
        deleteTree(directory.resolve("index"));
    }

    static void copyTree(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                try {
                    Files.copy(
                            file,
                            to.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException reclaimed) {
                    continue;
                }
            }
        }
    }

    static void deleteTree(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        Files.walkFileTree(
                top,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                            throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    static Identity user(String id) {
        return new Identity(id, id, false, Optional.empty());
    }

    static MailboxName box(String owner, String folder) {
        return new MailboxName(owner, folder);
    }

    static DeliveryTarget to(String owner, String folder) {
        return new DeliveryTarget(box(owner, folder), "", Flags.NONE);
    }

    long deliver(String key, String owner, String text) throws StoreException {
        DeliveryResult result =
                store.deliver(key, List.of(to(owner, "INBOX")), BytesContent.of(text), NOW).get(0);
        if (result.refusal().isPresent()) {
            throw result.refusal().get();
        }
        return result.uid();
    }

    Mailbox inbox(String owner) throws StoreException {
        return store.open(user(owner), MailboxName.inbox(owner), false);
    }

    /** Everything that users can see, in words. */
    Map<String, String> everything() throws Exception {
        Map<String, String> all = new TreeMap<>();
        for (String owner : store.owners()) {
            all.put("subscriptions of " + owner, store.subscriptions(user(owner)).toString());
            for (MailboxInfo info : store.list(user(owner), owner)) {
                String key = info.name() + " " + info.specialUse() + info.partition();
                all.put(key, info.selectable() ? describe(info.name()) : "only a name");
            }
        }
        return all;
    }

    private String describe(MailboxName name) throws Exception {
        try (Mailbox mailbox = store.open(user(name.owner()), name, true)) {
            List<MessageRecord> records = new ArrayList<>();
            StringBuilder bodies = new StringBuilder();
            for (int i = 0; i < mailbox.view().size(); i++) {
                records.add(mailbox.view().get(i));
                try (var content = mailbox.content(mailbox.view().get(i).uid())) {
                    bodies.append(BytesContent.text(content)).append(',');
                }
            }
            return mailbox.uidValidity()
                    + " "
                    + mailbox.mailboxId()
                    + " next "
                    + mailbox.view().uidNext()
                    + " modseq "
                    + mailbox.view().highestModSeq()
                    + " unseen "
                    + mailbox.view().unseen()
                    + " octets "
                    + mailbox.view().octets()
                    + " recent "
                    + mailbox.firstRecentUid(false)
                    + " gone "
                    + mailbox.expungedSince(0)
                    + " "
                    + mailbox.expungedSince(mailbox.view().highestModSeq() / 2)
                    + " keywords "
                    + mailbox.view().keywords()
                    + " "
                    + records
                    + bodies
                    + " kept "
                    + kept(name)
                    + " read "
                    + readBy(name);
        }
    }

    /** How those see a folder who are on its list: user, unseen messages and all flags. */
    private List<String> readBy(MailboxName name) throws Exception {
        List<String> all = new ArrayList<>();
        for (String user : store.rights().list(user(name.owner()), name).keySet()) {
            try (Mailbox mailbox = store.open(user(user), name, true)) {
                MailboxView view = mailbox.view();
                all.add(user + " " + view.unseen());
                for (int i = 0; i < view.size(); i++) {
                    all.add(view.flags(i).names().toString());
                }
            }
        }
        return all;
    }

    /** What was expunged of a mailbox and can be put back: flags and text. */
    List<String> kept(MailboxName name) throws Exception {
        List<String> kept = new ArrayList<>();
        MailboxView view = store.expunged().of(name);
        for (int i = 0; i < view.size(); i++) {
            MessageRecord record = view.get(i);
            try (var content = store.expunged().content(name, record.uid())) {
                kept.add(record.flags().names() + BytesContent.text(content));
            }
        }
        return kept;
    }

    /** What is expunged is kept for so long from the next opening on. */
    House keeping(Duration time) {
        rules =
                new StoreRules(
                        rules.defaultPartition(),
                        rules.specialFolders(),
                        rules.types(),
                        rules.quotas(),
                        time,
                        rules.sharing());
        return this;
    }

    @Override
    public Optional<Lease<Partition>> lease(String name) {
        MemoryPartition partition = partitions.get(name);
        return partition == null || away.contains(name)
                ? Optional.empty()
                : Optional.of(new FakeLease(partition));
    }

    @Override
    public Set<String> names() {
        return partitions.keySet();
    }

    @Override
    public void close() {
        store.close();
    }

    private record FakeLease(Partition service) implements Lease<Partition> {
        @Override
        public void close() {
            // Nothing waits for it.
        }
    }
}
