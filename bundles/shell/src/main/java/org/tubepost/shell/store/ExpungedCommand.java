// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.shell.Quantities;

/** What the commands about expunged messages share: which are meant. */
abstract class ExpungedCommand extends TransferCommand {
    private static final int BATCH = 500;

    @Argument(index = 0, name = "user", description = "Owner, user@domain", required = true)
    @Completion(OwnerCompleter.class)
    String owner;

    @Argument(index = 1, name = "folder", description = "Folder; INBOX if left out")
    String folder = MailboxName.INBOX;

    @Option(
            name = "--since",
            description = "Only what was expunged since then: 90m, 2h, 3d, or 2026-12-24T18:00")
    String since;

    /** The folder. */
    MailboxName mailbox() {
        return new MailboxName(owner, folder);
    }

    /** Messages that are meant, oldest expunge first. */
    List<MessageRecord> meant(ExpungedMessages expunged) throws IOException {
        Instant from =
                since == null ? Instant.MIN : Quantities.moment("--since", since, Instant.now());
        MailboxView view = expunged.of(mailbox());
        List<MessageRecord> meant = new ArrayList<>();
        for (int i = 0; i < view.size(); i++) {
            if (!view.get(i).saved().isBefore(from)) {
                meant.add(view.get(i));
            }
        }
        return meant;
    }

    /** Something done with some messages. */
    interface Batch {
        /** Gives how many it was done with. */
        int done(List<Long> uids) throws IOException;
    }

    /**
     * Does something with all that are meant, some at a time, and tells with how many.
     *
     * @param what has become of them
     */
    void inBatches(ExpungedMessages expunged, String what, Batch batch) throws IOException {
        List<MessageRecord> meant = meant(expunged);
        int done = 0;
        for (int at = 0; at < meant.size() && !isStopped(); at += BATCH) {
            List<MessageRecord> some = meant.subList(at, Math.min(meant.size(), at + BATCH));
            done += batch.done(some.stream().map(MessageRecord::uid).toList());
        }
        out().println(done + (done == 1 ? " message " : " messages ") + what);
        if (isStopped()) {
            throw new IllegalStateException("stopped before the end");
        }
    }
}
