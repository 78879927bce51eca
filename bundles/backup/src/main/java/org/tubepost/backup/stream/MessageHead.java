// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;

/**
 * A message without its content.
 *
 * @param uid its UID
 * @param modSeq its modification sequence
 * @param internalDate its internal date
 * @param saved when it came into the mailbox
 * @param size octets of the content that follows; -1 if only the flags have changed
 * @param flags its flags
 */
public record MessageHead(
        long uid, long modSeq, Instant internalDate, Instant saved, long size, Flags flags) {

    /** A message with its content, or with its flags only. */
    public static MessageHead of(MessageRecord record, boolean withContent) {
        return new MessageHead(
                record.uid(),
                record.modSeq(),
                record.internalDate(),
                record.saved(),
                withContent ? record.size() : -1,
                record.flags());
    }

    /** True if the content follows. */
    public boolean hasContent() {
        return size >= 0;
    }

    Payload encode() {
        Payload to = new Payload().number(uid).number(modSeq);
        to.number(internalDate.getEpochSecond()).number(saved.getEpochSecond()).number(size);
        flags.names().forEach(to::text);
        return to;
    }

    static MessageHead decode(Fields from) {
        long uid = from.count();
        long modSeq = from.count();
        Instant internalDate = second(from.number());
        Instant saved = second(from.number());
        long size = from.number();
        Set<String> names = new TreeSet<>();
        while (from.hasMore()) {
            names.add(from.text());
        }
        if (size < -1) {
            throw new IllegalArgumentException("a message of " + size + " octets");
        }
        return new MessageHead(uid, modSeq, internalDate, saved, size, new Flags(names));
    }

    private static Instant second(long value) {
        if (Math.abs(value) > 1L << 45) {
            throw new IllegalArgumentException("a date out of range");
        }
        return Instant.ofEpochSecond(value);
    }
}
