// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.backup.stream.Digests;

/**
 * How far a folder of another server was taken over, kept as a private annotation of the folder
 * here, in the store's own log. It is written after the messages are: what a crash leaves between
 * the two is found by its octets. A run may know more than can be noted, and goes on from that when
 * its connection was broken.
 */
final class ImportState {
    private static final String PREFIX = "/private/vendor/tubepost/import/";
    private static final int NAME_OCTETS = 10;
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?:[12]|3 ([\\d:,]+)) (\\d+) (\\d+) (\\d+) (\\d+)"
                            + "(?: (\\d+) ([-,a-z0-9 ]*))?");

    /** Letters of UIDs that are open, at most: an annotation has no room for more. */
    private static final int OPEN_AT_MOST = 16_000;

    private final MessageStore store;
    private final Identity user;
    private final String entry;
    private Reached noted = Reached.nothing(0, 0);
    private Optional<Reached> inThisRun = Optional.empty();
    private Optional<Present> present = Optional.empty();

    /**
     * Of one folder of another server, for one run.
     *
     * @param source names server, account and folder
     */
    ImportState(MessageStore store, Identity user, String source) {
        this.store = store;
        this.user = user;
        byte[] digest = Digests.sha256().digest(source.getBytes(StandardCharsets.UTF_8));
        this.entry = PREFIX + HexFormat.of().formatHex(digest, 0, NAME_OCTETS);
    }

    /**
     * How far it came.
     *
     * @param validity UIDVALIDITY there
     * @param last UID there up to which all were taken
     * @param open those of them that were not
     * @param validityHere UIDVALIDITY here
     * @param nextHere UIDs here from this one on are later
     * @param mark modification sequence here up to which it is known who made the changes
     * @param followed messages that came and that nobody here has changed since, as text
     */
    record Reached(
            long validity,
            long last,
            OpenUids open,
            long validityHere,
            long nextHere,
            long mark,
            String followed) {
        private static Reached nothing(long validity, long validityHere) {
            return new Reached(validity, 0, OpenUids.NONE, validityHere, 1, 0, "");
        }

        private Reached following(long nowMark, String nowFollowed) {
            return new Reached(validity, last, open, validityHere, nextHere, nowMark, nowFollowed);
        }

        private boolean isOf(long there, long here) {
            return validity > 0 && validity == there && validityHere == here;
        }
    }

    /** Nothing if the folder on either side is another one than it was. */
    Reached of(MailboxName target, long validity) throws StoreException {
        long validityHere = store.status(Identity.HOUSE, target).uidValidity();
        if (inThisRun.isPresent() && inThisRun.get().isOf(validity, validityHere)) {
            return inThisRun.get();
        }
        forgetThisRun();
        noted =
                read(target)
                        .filter(reached -> reached.isOf(validity, validityHere))
                        .orElse(Reached.nothing(validity, validityHere));
        return noted;
    }

    private Optional<Reached> read(MailboxName target) throws StoreException {
        String value = store.annotations().of(user, Optional.of(target)).getOrDefault(entry, "");
        Matcher parts = VALUE.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Reached(
                        Long.parseLong(parts.group(2)),
                        Long.parseLong(parts.group(3)),
                        parts.group(1) == null ? OpenUids.NONE : OpenUids.of(parts.group(1)),
                        Long.parseLong(parts.group(4)),
                        Long.parseLong(parts.group(5)),
                        parts.group(6) == null ? 0 : Long.parseLong(parts.group(6)),
                        parts.group(7) == null ? "" : parts.group(7)));
    }

    /**
     * Which messages here, by their UIDs, may stand for one that comes: those that are later than
     * what was reached, and those that this run might have found earlier but has not.
     */
    LongPredicate mayStand(Reached reached) {
        Set<Long> left = present.map(Present::left).orElse(Set.of());
        return uid -> uid >= reached.nextHere || left.contains(uid);
    }

    /**
     * Notes that everything up to a UID is in the store, but for what is open. What is open is not
     * noted while messages here may be of it, for later none of them would stand for one, and not
     * if it is too much: then the next run finds what came since by its octets.
     *
     * @param last UID there
     * @param whole everything that is open has been asked for
     */
    void reached(
            MailboxName target,
            long last,
            OpenUids open,
            long mark,
            String followed,
            Present there,
            boolean whole)
            throws StoreException {
        MessageStore.MailboxStatus here = store.status(Identity.HOUSE, target);
        Reached now =
                new Reached(
                        noted.validity,
                        last,
                        open,
                        here.uidValidity(),
                        here.uidNext(),
                        mark,
                        followed);
        inThisRun = Optional.of(now);
        present = Optional.of(there);
        boolean notable =
                open.isEmpty()
                        || (whole || there.isEmpty()) && open.toString().length() <= OPEN_AT_MOST;
        note(target, notable ? now : noted.following(mark, followed));
    }

    /** Notes what is followed, and that it came no further than it had. */
    void following(MailboxName target, long mark, String followed) throws StoreException {
        inThisRun = inThisRun.map(reached -> reached.following(mark, followed));
        note(target, noted.following(mark, followed));
    }

    /** Notes that it came no further than it had before. */
    void back(MailboxName target, Reached before, long mark, String followed)
            throws StoreException {
        forgetThisRun();
        note(target, before.following(mark, followed));
    }

    /** What is noted counts, as for another run. */
    void forgetThisRun() {
        inThisRun = Optional.empty();
        present = Optional.empty();
    }

    /** UIDs of a server that does not say how long they hold are not to be found again. */
    private void note(MailboxName target, Reached now) throws StoreException {
        if (now.validity == 0 || now.equals(noted)) {
            return;
        }
        String value =
                String.join(
                        " ",
                        now.open.isEmpty() ? "2" : "3 " + now.open,
                        Long.toString(now.validity),
                        Long.toString(now.last),
                        Long.toString(now.validityHere),
                        Long.toString(now.nextHere),
                        Long.toString(now.mark),
                        now.followed);
        store.annotations().set(user, Optional.of(target), Map.of(entry, Optional.of(value)));
        noted = now;
    }
}
