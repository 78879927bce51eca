// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

/**
 * A mailbox of messages numbered from 1.
 *
 * @param records its messages
 */
record Records(List<MessageRecord> records) implements MailboxView {

    static Records of(int messages) {
        List<MessageRecord> records = new ArrayList<>();
        for (int uid = 1; uid <= messages; uid++) {
            records.add(record(uid));
        }
        return new Records(records);
    }

    static MessageRecord record(int uid) {
        Instant date = Instant.ofEpochSecond(1_000_000);
        return new MessageRecord(uid, uid, Flags.NONE, date, date, 100, "Mprimary-" + uid);
    }

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
        return index + 1L;
    }

    @Override
    public Flags flags(int index) {
        return records.get(index).flags();
    }

    @Override
    public int firstUnseen() {
        return 0;
    }

    @Override
    public int indexOf(long uid) {
        return uid < 1 ? -1 : uid > size() ? -size() - 1 : (int) uid - 1;
    }

    @Override
    public long uidNext() {
        return size() + 1L;
    }

    @Override
    public long highestModSeq() {
        return Math.max(1, size());
    }

    @Override
    public int unseen() {
        return size();
    }

    @Override
    public long octets() {
        return 100L * size();
    }

    @Override
    public List<String> keywords() {
        return List.of();
    }
}
