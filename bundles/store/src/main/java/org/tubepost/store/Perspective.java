// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.store.state.MailboxState;

/**
 * How somebody sees the messages of a mailbox. To its owner, to administrators and where the
 * administrator decided that flags are shared, a state is what it is; to all others {@code \Seen}
 * is what they have read themselves (docs/store.md). Thread-safe.
 */
final class Perspective {
    /** As the owner sees it. */
    static final Perspective OWNER = new Perspective("");

    private static final Flags SEEN = Flags.of(Flags.SEEN);
    private static final int SETS_AT_MOST = 1000;

    private final String reader;
    private volatile PersonalView last;

    /**
     * Flags as a reader sees them, by the flags of the message: a mailbox has few different sets,
     * each one object. Never changed once it is here.
     */
    private volatile Map<Flags, Flags> opposite = Map.of();

    private Perspective(String reader) {
        this.reader = reader;
    }

    /** How somebody sees a folder. */
    static Perspective of(Core core, Identity who, MailboxName name) {
        return core.rules().sharing().shareFlags() || Rights.isMaster(who, name.owner())
                ? OWNER
                : new Perspective(MailboxName.inbox(who.id()).owner());
    }

    /** True for somebody whose {@code \Seen} is their own. */
    boolean isPersonal() {
        return !reader.isEmpty();
    }

    /** That somebody's id. */
    String reader() {
        return reader;
    }

    /** The messages; the same object as long as the state is the same. */
    MailboxView of(MailboxState state) {
        return isPersonal() ? personal(state) : state;
    }

    /** Messages that changed after a modification sequence. */
    List<MessageRecord> changedSince(MailboxState state, long modSeq) {
        List<MessageRecord> changed = state.messages().changedSince(modSeq);
        return isPersonal() ? changed.stream().map(personal(state)::personal).toList() : changed;
    }

    private PersonalView personal(MailboxState state) {
        PersonalView view = last;
        if (view == null || view.state() != state) {
            view = new PersonalView(state, state.readers().by(reader), this);
            last = view;
        }
        return view;
    }

    /** Flags of a message as this one sees it. */
    Flags flags(MailboxState state, int index) {
        Flags flags = state.flags(index);
        return isPersonal()
                ? flags(flags, state.readers().by(reader).contains(state.uid(index)))
                : flags;
    }

    /** Flags of a message with or without {@code \Seen}. */
    Flags flags(Flags flags, boolean seen) {
        return flags.has(Flags.SEEN) == seen ? flags : opposite(flags);
    }

    /** The same of flags that are no message's yet. */
    static Flags with(Flags flags, boolean seen) {
        return seen ? flags.plus(SEEN) : flags.minus(SEEN);
    }

    private Flags opposite(Flags flags) {
        Flags known = opposite.get(flags);
        return known == null ? learnt(flags) : known;
    }

    private synchronized Flags learnt(Flags flags) {
        Map<Flags, Flags> more =
                new IdentityHashMap<>(opposite.size() < SETS_AT_MOST ? opposite : Map.of());
        more.put(flags, with(flags, !flags.has(Flags.SEEN)));
        opposite = more;
        return more.get(flags);
    }
}
