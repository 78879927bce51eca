// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

/** A change whose mailboxes are written as {@code UID:flag,flag UID:}; sizes are 100 times UIDs. */
record FakeChange(
        List<Long> uids,
        Optional<MailboxView> before,
        Optional<MailboxView> after,
        Optional<MailboxName> newName,
        boolean isExpiry)
        implements MailboxChange {

    static FakeChange of(List<Long> uids) {
        return new FakeChange(uids, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    FakeChange from(String messages) {
        return new FakeChange(uids, Optional.of(view(messages)), after, newName, isExpiry);
    }

    FakeChange to(String messages) {
        return new FakeChange(uids, before, Optional.of(view(messages)), newName, isExpiry);
    }

    FakeChange renamed(MailboxName to) {
        return new FakeChange(uids, before, after, Optional.of(to), isExpiry);
    }

    FakeChange expired() {
        return new FakeChange(uids, before, after, newName, true);
    }

    @Override
    public long uidValidity() {
        return 5;
    }

    @Override
    public String mailboxId() {
        return "F1";
    }

    private static MailboxView view(String messages) {
        List<MessageRecord> records = new ArrayList<>();
        for (String message : messages.isEmpty() ? new String[0] : messages.split(" ")) {
            int colon = message.indexOf(':');
            long uid = Long.parseLong(message.substring(0, colon));
            String flags = message.substring(colon + 1);
            records.add(
                    new MessageRecord(
                            uid,
                            1,
                            new Flags(flags.isEmpty() ? Set.of() : Set.of(flags.split(","))),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            100 * uid,
                            "M" + uid));
        }
        return new View(records);
    }

    private record View(List<MessageRecord> records) implements MailboxView {
        @Override
        public int size() {
            return records.size();
        }

        @Override
        public MessageRecord get(int index) {
            return records.get(index);
        }

        @Override
        public long uid(int index) {
            return records.get(index).uid();
        }

        @Override
        public Flags flags(int index) {
            return records.get(index).flags();
        }

        @Override
        public int firstUnseen() {
            int at = 0;
            while (at < records.size() && flags(at).has(Flags.SEEN)) {
                at++;
            }
            return at;
        }

        @Override
        public int indexOf(long uid) {
            for (int i = 0; i < records.size(); i++) {
                if (records.get(i).uid() == uid) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public long uidNext() {
            return records.size() + 1L;
        }

        @Override
        public long highestModSeq() {
            return 1;
        }

        @Override
        public int unseen() {
            return (int) records.stream().filter(r -> !r.flags().has(Flags.SEEN)).count();
        }

        @Override
        public long octets() {
            return records.stream().mapToLong(MessageRecord::size).sum();
        }

        @Override
        public List<String> keywords() {
            return List.of();
        }
    }
}
