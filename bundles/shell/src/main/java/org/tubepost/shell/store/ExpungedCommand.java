// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

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
        Instant from = since == null ? Instant.MIN : instant(since, Instant.now());
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

    /** Does something with all that are meant, some at a time; gives with how many. */
    int inBatches(List<MessageRecord> meant, Batch batch) throws IOException {
        int done = 0;
        for (int at = 0; at < meant.size() && !isStopped(); at += BATCH) {
            List<MessageRecord> some = meant.subList(at, Math.min(meant.size(), at + BATCH));
            done += batch.done(some.stream().map(MessageRecord::uid).toList());
        }
        return done;
    }

    /** A moment as administrators write it: so long ago, or a date with its time, here. */
    static Instant instant(String text, Instant now) {
        try {
            if (text.matches("\\d{1,6}[mhd]")) {
                long number = Long.parseLong(text.substring(0, text.length() - 1));
                return now.minus(
                        switch (text.charAt(text.length() - 1)) {
                            case 'm' -> Duration.ofMinutes(number);
                            case 'h' -> Duration.ofHours(number);
                            default -> Duration.ofDays(number);
                        });
            }
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    text + " is no time: 90m, 2h, 3d or 2026-12-24T18:00", malformed);
        }
    }
}
