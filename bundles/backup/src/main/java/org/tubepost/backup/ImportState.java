// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
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
 * the two is found by its octets.
 */
final class ImportState {
    private static final String PREFIX = "/private/vendor/tubepost/import/";
    private static final int NAME_OCTETS = 10;
    private static final Pattern VALUE =
            Pattern.compile("[12] (\\d+) (\\d+) (\\d+) (\\d+)(?: (\\d+) ([-,a-z0-9 ]*))?");

    private final MessageStore store;
    private final Identity user;
    private final String entry;

    /**
     * Of one folder of another server.
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
     * @param validityHere UIDVALIDITY here
     * @param nextHere UIDs here from this one on are later
     * @param mark modification sequence here up to which it is known who made the changes
     * @param followed messages that came and that nobody here has changed since, as text
     */
    record Reached(
            long validity,
            long last,
            long validityHere,
            long nextHere,
            long mark,
            String followed) {
        static final Reached NOTHING = new Reached(0, 0, 0, 1, 0, "");
    }

    /** Nothing if the folder on either side is another one than it was. */
    Reached of(MailboxName target, long validity) throws StoreException {
        String value = store.annotations().of(user, Optional.of(target)).getOrDefault(entry, "");
        Matcher numbers = VALUE.matcher(value);
        if (!numbers.matches()) {
            return Reached.NOTHING;
        }
        Reached reached =
                new Reached(
                        Long.parseLong(numbers.group(1)),
                        Long.parseLong(numbers.group(2)),
                        Long.parseLong(numbers.group(3)),
                        Long.parseLong(numbers.group(4)),
                        numbers.group(5) == null ? 0 : Long.parseLong(numbers.group(5)),
                        numbers.group(6) == null ? "" : numbers.group(6));
        boolean same =
                reached.validity == validity
                        && reached.validityHere
                                == store.status(Identity.HOUSE, target).uidValidity();
        return same ? reached : Reached.NOTHING;
    }

    /** Notes that everything up to a UID is in the store. */
    Reached reached(MailboxName target, long validity, long last, long mark, String followed)
            throws StoreException {
        MessageStore.MailboxStatus here = store.status(Identity.HOUSE, target);
        Reached now =
                new Reached(validity, last, here.uidValidity(), here.uidNext(), mark, followed);
        write(target, now);
        return now;
    }

    /** Notes how far it came. */
    void write(MailboxName target, Reached now) throws StoreException {
        String value =
                String.join(
                        " ",
                        "2",
                        Long.toString(now.validity),
                        Long.toString(now.last),
                        Long.toString(now.validityHere),
                        Long.toString(now.nextHere),
                        Long.toString(now.mark),
                        now.followed);
        store.annotations().set(user, Optional.of(target), Map.of(entry, Optional.of(value)));
    }
}
