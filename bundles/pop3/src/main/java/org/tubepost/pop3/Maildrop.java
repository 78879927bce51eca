// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;

/**
 * INBOX as it was at the login: numbers and sizes do not move during a session, whatever others do
 * (RFC 1939 section 4). Several sessions may have it open at once; marks are a session's own until
 * it ends with QUIT.
 */
final class Maildrop implements AutoCloseable {
    private final Mailbox mailbox;
    private final MailboxView view;
    private final BitSet marked = new BitSet();

    Maildrop(MessageStore store, Identity who) throws StoreException {
        this.mailbox = store.open(who, MailboxName.inbox(who.id()), false);
        this.view = mailbox.view();
    }

    int size() {
        return view.size();
    }

    boolean isMarked(int index) {
        return marked.get(index);
    }

    int count() {
        return view.size() - marked.cardinality();
    }

    long octets() {
        long octets = view.octets();
        for (int i = marked.nextSetBit(0); i >= 0; i = marked.nextSetBit(i + 1)) {
            octets -= view.get(i).size();
        }
        return octets;
    }

    MessageRecord message(int index) {
        return view.get(index);
    }

    /** 1 to 70 characters, never the same for another message (RFC 1939 section 7). */
    String uniqueId(int index) {
        return mailbox.uidValidity() + "." + view.get(index).uid();
    }

    Content content(int index) throws StoreException {
        return mailbox.content(view.get(index).uid());
    }

    void mark(int index) {
        marked.set(index);
    }

    void unmarkAll() {
        marked.clear();
    }

    /**
     * Expunges what is marked, in one step. When that fails, the flag that it needs is taken back,
     * so that nobody else's expunge deletes what the client was told is still there.
     */
    void update() throws IOException {
        if (marked.isEmpty()) {
            return;
        }
        List<Long> uids = new ArrayList<>();
        marked.stream().forEach(i -> uids.add(view.get(i).uid()));
        List<Long> unflagged = uids.stream().filter(this::isUnflagged).toList();
        try {
            mailbox.changeFlags(uids, change(FlagChange.Action.ADD), -1);
            mailbox.expunge(Optional.of(uids));
        } catch (IOException | RuntimeException failed) {
            takeBack(unflagged, failed);
            throw failed;
        }
        MailboxView after = mailbox.view();
        if (uids.stream().anyMatch(uid -> after.indexOf(uid) >= 0)) {
            throw new IOException("somebody else took the flag back");
        }
    }

    private boolean isUnflagged(long uid) {
        MailboxView now = mailbox.view();
        int index = now.indexOf(uid);
        return index >= 0 && !now.get(index).flags().has(Flags.DELETED);
    }

    private void takeBack(List<Long> uids, Exception failed) {
        try {
            mailbox.changeFlags(uids, change(FlagChange.Action.REMOVE), -1);
        } catch (IOException | RuntimeException again) {
            failed.addSuppressed(again);
        }
    }

    private static FlagChange change(FlagChange.Action action) {
        return new FlagChange(action, Flags.of(Flags.DELETED));
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
