// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.store.OpenStore;
import org.tubepost.testkit.SmallFramework;

/** A real store with a real partition, and words for what is in it. */
final class Home implements AutoCloseable {
    static final Instant DATE = Instant.parse("2026-02-03T04:05:06Z");

    final SmallFramework framework;
    private final OpenStore open;
    final MessageStore store;
    final StoreArchive archive;
    final BackupService backups;
    private final Deque<AutoCloseable> rest = new ArrayDeque<>();

    Home(Path directory) throws Exception {
        framework = SmallFramework.start(Files.createDirectories(directory.resolve("felix")));
        rest.push(framework);
        open =
                OpenStore.in(
                        framework,
                        directory,
                        Map.of("checkpointSeconds", 1, "quotaEnforcement", false));
        rest.push(open);
        store = open.messages();
        archive = open.archive();
        backups = new BackupService(store, archive);
    }

    static MailboxName box(String owner, String folder) {
        return new MailboxName(owner, folder);
    }

    static Identity user(String id) {
        return OpenStore.user(id);
    }

    /** Makes an owner's first folders. */
    void login(String owner) throws Exception {
        store.list(user(owner), owner);
    }

    void create(String owner, String folder) throws Exception {
        store.create(user(owner), box(owner, folder), Optional.empty());
    }

    long append(String owner, String folder, String text, String... flags) throws Exception {
        return append(owner, folder, DATE, text.getBytes(UTF_8), flags);
    }

    long append(String owner, String folder, Instant date, byte[] text, String... flags)
            throws Exception {
        return open.append(box(owner, folder), text, Flags.of(flags), date);
    }

    void flag(String owner, String folder, long uid, String... flags) throws Exception {
        try (Mailbox mailbox = store.open(user(owner), box(owner, folder), false)) {
            FlagChange change = new FlagChange(FlagChange.Action.REPLACE, Flags.of(flags));
            mailbox.changeFlags(List.of(uid), change, -1);
        }
    }

    void expunge(String owner, String folder, Long... uids) throws Exception {
        try (Mailbox mailbox = store.open(user(owner), box(owner, folder), false)) {
            Collection<Long> gone = List.of(uids);
            FlagChange delete = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));
            mailbox.changeFlags(gone, delete, -1);
            mailbox.expunge(Optional.of(gone));
        }
    }

    /** Everything that a restore has to bring back, in words. */
    Map<String, String> everything() throws Exception {
        Map<String, String> all = new TreeMap<>();
        for (String owner : store.owners()) {
            all.put("subscriptions of " + owner, store.subscriptions(user(owner)).toString());
            all.put("notes of " + owner, notes(owner, Optional.empty()));
            all.put("shared with " + owner, shared(owner).toString());
            for (MailboxInfo info : store.list(user(owner), owner)) {
                String key = info.name() + " " + info.specialUse().orElse("");
                all.put(key, info.selectable() ? describe(info.name()) : "only a name");
                all.put("rights on " + info.name(), rights(info.name()).toString());
                for (String each : store.owners()) {
                    String notes = "notes of " + each + " on " + info.name();
                    all.put(notes, notes(each, Optional.of(info.name())));
                    all.put("read by " + each + " in " + info.name(), read(each, info.name()));
                }
            }
        }
        return all;
    }

    /** Who may do what with a folder. */
    Map<String, AccessRights> rights(MailboxName folder) throws Exception {
        return store.rights().list(Identity.HOUSE, folder);
    }

    /** Changes who may do what with a folder. */
    void share(String owner, String folder, String identifier, String rights) throws Exception {
        store.rights().set(user(owner), box(owner, folder), identifier, new AccessRights(rights));
    }

    /** Folders of others that somebody finds. */
    List<MailboxName> shared(String user) throws Exception {
        return store.rights().shared(user(user)).stream().map(MailboxInfo::name).toList();
    }

    /** Writes an annotation, or removes it if the value is empty. */
    void note(String user, Optional<MailboxName> folder, String entry, String value)
            throws Exception {
        Optional<String> content = Optional.of(value).filter(v -> !v.isEmpty());
        store.annotations().set(user(user), folder, Map.of(entry, content));
    }

    /** Annotations that somebody sees. */
    String notes(String user, Optional<MailboxName> folder) throws Exception {
        try {
            return store.annotations().of(user(user), folder).toString();
        } catch (StoreException hidden) {
            return hidden.code().toString();
        }
    }

    /** UIDs of what somebody has read in a folder. */
    String read(String user, MailboxName folder) throws Exception {
        try (Mailbox mailbox = store.open(user(user), folder, true)) {
            List<Long> uids = new ArrayList<>();
            for (int i = 0; i < mailbox.view().size(); i++) {
                if (mailbox.view().get(i).flags().has(Flags.SEEN)) {
                    uids.add(mailbox.view().get(i).uid());
                }
            }
            return uids.toString();
        } catch (StoreException hidden) {
            return hidden.code().toString();
        }
    }

    /** Somebody reads messages, or wants to read them again. */
    void read(String user, MailboxName folder, boolean on, Long... uids) throws Exception {
        try (Mailbox mailbox = store.open(user(user), folder, false)) {
            FlagChange.Action how = on ? FlagChange.Action.ADD : FlagChange.Action.REMOVE;
            mailbox.changeFlags(List.of(uids), new FlagChange(how, Flags.of(Flags.SEEN)), -1);
        }
    }

    private String describe(MailboxName name) throws Exception {
        try (Mailbox mailbox = store.open(user(name.owner()), name, true)) {
            StringBuilder text = new StringBuilder("validity " + mailbox.uidValidity());
            for (int i = 0; i < mailbox.view().size(); i++) {
                MessageRecord record = mailbox.view().get(i);
                text.append('\n').append(record.uid()).append(record.flags().names());
                text.append(record.internalDate()).append(record.saved());
                text.append(content(mailbox, record.uid()).hashCode());
            }
            return text.toString();
        }
    }

    /** Messages of a folder in the order in which they were changed. */
    List<MessageRecord> byChange(String owner, String folder) throws Exception {
        try (Mailbox mailbox = store.open(user(owner), box(owner, folder), true)) {
            List<MessageRecord> records = new ArrayList<>();
            for (int i = 0; i < mailbox.view().size(); i++) {
                records.add(mailbox.view().get(i));
            }
            records.sort(Comparator.comparingLong(MessageRecord::modSeq));
            return records;
        }
    }

    /** Contents of a folder, by UID. */
    List<String> contents(String owner, String folder) throws Exception {
        try (Mailbox mailbox = store.open(user(owner), box(owner, folder), true)) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < mailbox.view().size(); i++) {
                all.add(content(mailbox, mailbox.view().get(i).uid()));
            }
            return all;
        }
    }

    private static String content(Mailbox mailbox, long uid) throws Exception {
        try (Content content = mailbox.content(uid)) {
            return new String(content.newInputStream().readAllBytes(), UTF_8);
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : rest) {
            each.close();
        }
    }

    /** Lets a number of messages pass, then wants no more. */
    static TransferMonitor upTo(long most) {
        return new TransferMonitor() {
            private long passed;

            @Override
            public void at(String where, long messages, long octets) {
                passed = where.startsWith("checking") ? 0 : messages;
            }

            @Override
            public boolean isStopped() {
                return passed >= most;
            }
        };
    }

    static TransferMonitor patient() {
        return upTo(Long.MAX_VALUE);
    }
}
