// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.UidRanges;

/**
 * A mailbox as somebody sees it whose {@code \Seen} is their own. Takes nothing for each message:
 * flags are translated when they are asked for.
 */
final class PersonalView implements MailboxView {
    private static final int UNKNOWN = -1;

    private final MailboxState state;
    private final UidRanges seen;
    private final Perspective perspective;
    // Whoever asks at the same time works out the same.
    private volatile int unseen = UNKNOWN;

    PersonalView(MailboxState state, UidRanges seen, Perspective perspective) {
        this.state = state;
        this.seen = seen;
        this.perspective = perspective;
    }

    MailboxState state() {
        return state;
    }

    /** A message of this state, or of the same mailbox at another moment. */
    MessageRecord personal(MessageRecord record) {
        Flags flags = perspective.flags(record.flags(), seen.contains(record.uid()));
        return flags == record.flags()
                ? record
                : new MessageRecord(
                        record.uid(),
                        record.modSeq(),
                        flags,
                        record.internalDate(),
                        record.saved(),
                        record.size(),
                        record.emailId());
    }

    @Override
    public int size() {
        return state.size();
    }

    @Override
    public MessageRecord get(int index) {
        return personal(state.get(index));
    }

    @Override
    public long uid(int index) {
        return state.uid(index);
    }

    @Override
    public Flags flags(int index) {
        return perspective.flags(state.flags(index), seen.contains(state.uid(index)));
    }

    @Override
    public int indexOf(long uid) {
        return state.indexOf(uid);
    }

    @Override
    public long uidNext() {
        return state.uidNext();
    }

    @Override
    public long highestModSeq() {
        return state.highestModSeq();
    }

    @Override
    public int unseen() {
        int known = unseen;
        if (known == UNKNOWN) {
            known = state.size() - seen.count(state.messages());
            unseen = known;
        }
        return known;
    }

    @Override
    public int firstUnseen() {
        return seen.firstOutside(state.messages());
    }

    @Override
    public long octets() {
        return state.octets();
    }

    @Override
    public List<String> keywords() {
        return state.keywords();
    }
}
