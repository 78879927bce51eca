// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;

/**
 * Brings the index of one owner nearer to the store: adds a limited number of messages, so that
 * others have their turn. A message that cannot be read is left out; searches read it themselves,
 * and say what is wrong with it. Used by one thread.
 */
final class OwnerPass {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerPass.class);

    private final MessageStore store;
    private final IndexGroup group;
    private final Room room;
    private final int mostCharacters;
    private final BooleanSupplier stopping;
    private int left;
    private int added;
    private int dropped;
    private boolean more;

    /**
     * A pass.
     *
     * @param most messages to add
     * @param mostCharacters of the header, and of the body of one message
     */
    OwnerPass(
            MessageStore store,
            IndexGroup group,
            Room room,
            int most,
            int mostCharacters,
            BooleanSupplier stopping) {
        this.store = store;
        this.group = group;
        this.room = room;
        this.left = most;
        this.mostCharacters = mostCharacters;
        this.stopping = stopping;
    }

    /** Messages that were added. */
    int added() {
        return added;
    }

    /** Messages that were dropped. */
    int dropped() {
        return dropped;
    }

    /** There is more to add at once. */
    boolean hasMore() {
        return more;
    }

    /**
     * Looks at all folders.
     *
     * @return for each mailbox the modification sequence up to which it is in the index
     */
    Map<String, Long> whole(String owner) throws IOException {
        KeyMap keys = group.keys(owner);
        Map<String, Long> positions = new HashMap<>();
        for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
            if (info.selectable()) {
                compare(info.name(), keys, positions);
            }
        }
        if (more) {
            return Map.of();
        }
        List<MessageKey> gone = new ArrayList<>();
        keys.forEach(
                (key, seen) -> {
                    if (seen == 0) {
                        gone.add(key);
                    }
                });
        if (!gone.isEmpty()) {
            group.remove(owner, gone);
            dropped = gone.size();
        }
        return positions;
    }

    private void compare(MailboxName name, KeyMap keys, Map<String, Long> positions)
            throws IOException {
        try (Mailbox mailbox = store.open(Identity.HOUSE, name, true)) {
            MailboxView view = mailbox.view();
            for (int i = 0; i < view.size() && !more; i++) {
                MessageRecord record = view.get(i);
                MessageKey key = MessageKey.of(record);
                if (keys.get(key) == KeyMap.ABSENT) {
                    add(mailbox, record, key);
                }
                keys.put(key, 1);
            }
            positions.put(mailbox.mailboxId(), view.highestModSeq());
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.NONEXISTENT) {
                throw refused;
            }
            // It was renamed or deleted this moment: what it held must not be taken for gone.
            more = true;
        }
    }

    /**
     * Looks at what is new in a folder.
     *
     * @param positions modification sequences up to which mailboxes are in the index; brought up to
     *     date
     */
    void folder(MailboxName name, Map<String, Long> positions) throws IOException {
        try (Mailbox mailbox = store.open(Identity.HOUSE, name, true)) {
            long position = mailbox.view().highestModSeq();
            long since = positions.getOrDefault(mailbox.mailboxId(), 0L);
            List<MessageRecord> records = mailbox.changedSince(since);
            int at = 0;
            for (; at < records.size() && !more; at++) {
                MessageKey key = MessageKey.of(records.get(at));
                if (!group.holds(name.owner(), key)) {
                    add(mailbox, records.get(at), key);
                }
            }
            if (more) {
                position = before(records.subList(at - 1, records.size()));
            }
            positions.put(mailbox.mailboxId(), position);
        }
    }

    /** The modification sequence before the first of records. */
    private static long before(List<MessageRecord> records) {
        return records.stream().mapToLong(MessageRecord::modSeq).min().orElseThrow() - 1;
    }

    private void add(Mailbox mailbox, MessageRecord record, MessageKey key) throws IOException {
        if (left <= 0 || stopping.getAsBoolean()) {
            more = true;
            return;
        }
        if (!room.isLeft()) {
            return;
        }
        MessageText text;
        try (Content content = mailbox.content(record.uid())) {
            text = MessageText.of(content, mostCharacters);
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.EXPUNGEISSUED) {
                return;
            }
            throw refused;
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("{} UID {} is not in the search index", mailbox.name(), record.uid());
            LOG.debug("The reason", unreadable);
            return;
        }
        group.add(mailbox.name().owner(), key, text);
        room.used(text.length());
        left--;
        added++;
    }
}
