// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxView;
import org.tubepost.backup.stream.Digests;

/**
 * Messages that a mailbox has, to be found by their octets. Each stands for one message that comes:
 * two of the same octets stay two. Only those of the same size are read.
 */
final class Present {
    private final Mailbox mailbox;
    private final Map<Long, List<Candidate>> bySize = new HashMap<>();

    private static final class Candidate {
        private final long uid;
        private byte[] sha256;

        Candidate(long uid) {
            this.uid = uid;
        }
    }

    /**
     * The messages of a mailbox now; it stays open while it is used.
     *
     * @param counts tells UIDs of messages that may stand for one that comes
     */
    Present(Mailbox mailbox, LongPredicate counts) {
        this.mailbox = mailbox;
        MailboxView view = mailbox.view();
        for (int i = 0; i < view.size(); i++) {
            long uid = view.get(i).uid();
            if (counts.test(uid)) {
                bySize.computeIfAbsent(view.get(i).size(), s -> new ArrayList<>())
                        .add(new Candidate(uid));
            }
        }
    }

    /** True if the mailbox has a message with this UID. */
    boolean hasUid(long uid) {
        return mailbox.view().indexOf(uid) >= 0;
    }

    /** UIDs of those that have stood for no message yet. */
    Set<Long> left() {
        Set<Long> left = new HashSet<>();
        bySize.values().forEach(all -> all.forEach(candidate -> left.add(candidate.uid)));
        return left;
    }

    /** True if all have stood for a message. */
    boolean isEmpty() {
        return bySize.values().stream().allMatch(List::isEmpty);
    }

    /** Leaves out a message that stands for one with the same UID. */
    void take(long uid, long size) {
        bySize.getOrDefault(size, List.of()).removeIf(c -> c.uid == uid);
    }

    /** Finds a message with these octets, and leaves it out from now on. */
    boolean take(long size, byte[] sha256) throws IOException {
        List<Candidate> candidates = bySize.getOrDefault(size, List.of());
        for (Candidate candidate : List.copyOf(candidates)) {
            if (!hasUid(candidate.uid)) {
                candidates.remove(candidate);
                continue;
            }
            if (candidate.sha256 == null) {
                candidate.sha256 = digest(candidate.uid);
            }
            if (Arrays.equals(candidate.sha256, sha256)) {
                candidates.remove(candidate);
                return true;
            }
        }
        return false;
    }

    private byte[] digest(long uid) throws IOException {
        MessageDigest digest = Digests.sha256();
        ByteBuffer piece = ByteBuffer.allocate(1 << 16);
        try (Content content = mailbox.content(uid)) {
            for (long at = 0; at < content.size(); ) {
                int got = content.read(at, piece.clear());
                if (got <= 0) {
                    throw new IOException("message " + uid + " of " + mailbox.name() + " is short");
                }
                digest.update(piece.flip());
                at += got;
            }
        }
        return digest.digest();
    }
}
