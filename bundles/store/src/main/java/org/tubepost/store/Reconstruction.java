// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RepairMonitor;
import org.tubepost.api.store.RepairReport;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.api.store.StoreDamage.Kind;
import org.tubepost.api.store.StoreException;
import org.tubepost.journal.DamageReport;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.OwnerState;

/**
 * One reconstruction: log, index and snapshots if the whole store is meant, then every mailbox's
 * contents, then contents that no message uses. Holds no lock while it reads, so mail flows; it
 * ends between two messages when it is told to, and remembers the owner that it has come to.
 */
final class Reconstruction {
    private static final long NOTE_EVERY_NANOS = 1_000_000_000L;

    private final Repair.Parts parts;
    private final RepairRequest request;
    private final Tally tally;
    private final Path progress;
    private long noted = System.nanoTime();

    /** Counts and tells. */
    static final class Tally {
        private final RepairMonitor monitor;
        private long owners;
        private long mailboxes;
        private long messages;
        private long octets;
        private long damages;
        private long mended;
        private boolean stopped;

        Tally(RepairMonitor monitor) {
            this.monitor = monitor;
        }

        void found(StoreDamage damage) {
            damages++;
            mended += damage.mended() ? 1 : 0;
            monitor.found(damage);
        }

        void mailbox() {
            mailboxes++;
        }

        void message(MailboxName in, long size) {
            messages++;
            octets += size;
            monitor.at(in.toString(), messages, octets);
        }

        boolean isStopped() {
            stopped |= monitor.isStopped();
            return stopped;
        }

        private RepairReport report() {
            return new RepairReport(owners, mailboxes, messages, octets, damages, mended, stopped);
        }
    }

    Reconstruction(Repair.Parts parts, RepairRequest request, RepairMonitor monitor) {
        this.parts = parts;
        this.request = request;
        this.tally = new Tally(monitor);
        this.progress = parts.options().directory().resolve("reconstruct");
    }

    RepairReport run() throws StoreException {
        try {
            if (request.owner().isEmpty() && !request.resume()) {
                // What an older run came to says nothing of this one, which may stop at once.
                Files.deleteIfExists(progress);
            }
            if (request.isWhole() && !request.resume()) {
                structure();
            }
            contents();
            if (request.isWhole() && !tally.isStopped()) {
                leftOver();
            }
            if (!tally.isStopped() && request.owner().isEmpty()) {
                Files.deleteIfExists(progress);
            }
            return tally.report();
        } catch (StoreException refused) {
            throw refused;
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE,
                    "The reconstruction cannot go on: " + failed.getMessage(),
                    failed);
        }
    }

    private void structure() throws IOException {
        parts.healed().forEach(tally::found);
        if (request.mend()) {
            parts.healed().clear();
        }
        List<StoreDamage> damagedLog = log();
        boolean wholeIndex = index();
        boolean rewritten = request.mend() && wholeIndex && !damagedLog.isEmpty();
        if (rewritten) {
            parts.maintenance().rewriteLog();
        }
        for (StoreDamage damage : damagedLog) {
            String more = rewritten ? "; what it said is written anew from the index" : "";
            tally.found(
                    StoreDamage.of(
                            Kind.LOG,
                            damage.file(),
                            damage.offset(),
                            damage.detail() + more,
                            rewritten));
        }
        snapshots(wholeIndex);
    }

    /** Tells what the second copy mends; gives what it does not. */
    private List<StoreDamage> log() throws IOException {
        parts.log().roll();
        List<StoreDamage> left = new ArrayList<>();
        for (long segment : parts.log().segments()) {
            for (DamageReport report : parts.log().verify(segment, request.mend())) {
                boolean mended = report.kind() == DamageReport.Kind.MENDED;
                StoreDamage damage =
                        StoreDamage.of(
                                Kind.LOG,
                                StoreLog.file(parts.options(), segment),
                                report.from(),
                                report.detail(),
                                mended);
                if (mended) {
                    tally.found(damage);
                } else {
                    left.add(damage);
                }
            }
        }
        return left;
    }

    private boolean index() throws IOException {
        try {
            IndexSnapshot frozen = parts.maintenance().snapshot();
            try {
                frozen.check();
                return true;
            } finally {
                parts.maintenance().close(frozen);
            }
        } catch (IndexDamagedException damaged) {
            if (request.mend()) {
                DerivedIndex.condemn(parts.options().index());
            }
            tally.found(
                    StoreDamage.of(
                            Kind.INDEX,
                            parts.options().index().toString(),
                            -1,
                            damaged.getMessage()
                                    + (request.mend()
                                            ? "; it is made again at the next start"
                                            : ""),
                            false));
            return false;
        }
    }

    private void snapshots(boolean wholeIndex) throws IOException {
        boolean renew = false;
        for (SnapshotFile file : parts.snapshots().all()) {
            try {
                file.verify();
            } catch (IOException damaged) {
                boolean mend = request.mend() && wholeIndex;
                renew |= mend;
                if (mend) {
                    Files.deleteIfExists(file.path());
                }
                String more = mend ? "; a new one is written" : "";
                tally.found(
                        StoreDamage.of(
                                Kind.SNAPSHOT,
                                file.path().toString(),
                                -1,
                                damaged.getMessage() + more,
                                mend));
            }
        }
        if (renew) {
            parts.snapshots().write(parts.maintenance());
        }
    }

    private void contents() throws IOException {
        MailboxContents contents = new MailboxContents(parts.core(), request, tally);
        String after = request.resume() && Files.exists(progress) ? Files.readString(progress) : "";
        for (String owner : owners()) {
            if (owner.compareTo(after) <= 0) {
                continue;
            }
            OwnerState state = parts.core().catalogue().owner(owner).visible();
            if (state != null) {
                contents.check(state);
                tally.owners++;
            }
            if (tally.isStopped()) {
                return;
            }
            note(owner);
        }
    }

    private List<String> owners() throws StoreException {
        if (request.owner().isEmpty()) {
            return parts.core().catalogue().owners();
        }
        String id = MailboxName.inbox(request.owner().get()).owner();
        OwnerState state = parts.core().catalogue().owner(id).visible();
        if (state == null || state.folders().isEmpty()) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "There is no owner " + id);
        }
        return List.of(id);
    }

    private void note(String owner) throws IOException {
        if (request.owner().isEmpty()
                && (System.nanoTime() - noted > NOTE_EVERY_NANOS || request.resume())) {
            noted = System.nanoTime();
            Files.write(progress, owner.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void leftOver() throws IOException {
        boolean left = new Orphans(parts, request, tally).settle();
        boolean settled = request.mend() && !left;
        List<String> lines = parts.unsettled().lines();
        for (String line : lines) {
            tally.found(StoreDamage.of(Kind.LOST, "", -1, line, settled));
        }
        if (settled && !lines.isEmpty()) {
            parts.maintenance().rewriteLog();
            parts.unsettled().clear();
            parts.maintenance().settled();
        }
    }
}
