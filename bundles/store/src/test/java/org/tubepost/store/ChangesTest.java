// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.store.House.box;
import static org.tubepost.store.House.user;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxEvent.Kind;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;

/** What listeners learn of a change, and expunges by a rule of the administrator. */
class ChangesTest {
    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private MailboxEvent last() {
        return house.events.get(house.events.size() - 1);
    }

    private MailboxChange lastChange(Kind kind) {
        assertThat(last().kind()).isEqualTo(kind);
        return last().change().orElseThrow();
    }

    @Test
    void aDeliveryShowsTheMailboxWithAndWithoutTheMessage() throws Exception {
        house.deliver("k1", "ann", "one");
        long uid = house.deliver("k2", "ann", "two words");
        MailboxChange change = lastChange(Kind.DELIVERED);
        assertThat(change.uids()).containsExactly(uid);
        assertThat(change.before().orElseThrow().size()).isEqualTo(1);
        assertThat(change.after().orElseThrow().size()).isEqualTo(2);
        assertThat(change.after().get().get(1).uid()).isEqualTo(uid);
        try (Mailbox inbox = house.inbox("ann")) {
            assertThat(change.uidValidity()).isEqualTo(inbox.uidValidity());
            assertThat(change.mailboxId()).isEqualTo(inbox.mailboxId());
        }
    }

    @Test
    void aChangeOfFlagsShowsThemBeforeAndAfterWhateverHappensLater() throws Exception {
        long uid = house.deliver("k1", "ann", "one");
        try (Mailbox inbox = house.inbox("ann")) {
            change(inbox, uid, FlagChange.Action.ADD, Flags.SEEN);
            MailboxChange change = lastChange(Kind.FLAGS);
            change(inbox, uid, FlagChange.Action.REMOVE, Flags.SEEN);
            assertThat(change.uids()).containsExactly(uid);
            assertThat(change.before().orElseThrow().get(0).flags()).isEqualTo(Flags.NONE);
            assertThat(change.after().orElseThrow().get(0).flags()).isEqualTo(Flags.of(Flags.SEEN));
        }
    }

    @Test
    void foldersComeAndGoWithTheirNames() throws Exception {
        house.store.create(user("ann"), box("ann", "Work"), Optional.empty());
        assertThat(lastChange(Kind.CREATED).before()).isEmpty();
        assertThat(lastChange(Kind.CREATED).after().orElseThrow().size()).isZero();
        house.store.rename(user("ann"), box("ann", "Work"), box("ann", "Play"));
        assertThat(lastChange(Kind.RENAMED).newName()).contains(box("ann", "Play"));
        assertThat(last().mailbox()).isEqualTo(box("ann", "Work"));
        house.store.delete(user("ann"), box("ann", "Play"));
        assertThat(lastChange(Kind.DELETED).after()).isEmpty();
        assertThat(lastChange(Kind.DELETED).before()).isPresent();
        assertThat(lastChange(Kind.DELETED).uidValidity()).isPositive();
    }

    @Test
    void expiryNeedsNoFlagAndIsToldAsSuchToSessionsAndListeners() throws Exception {
        long one = house.deliver("k1", "ann", "one");
        long two = house.deliver("k2", "ann", "two");
        try (Mailbox inbox = house.inbox("ann");
                Mailbox administrator =
                        house.store.open(Identity.HOUSE, MailboxName.inbox("ann"), false)) {
            int[] told = {0};
            inbox.listen(() -> told[0]++);
            long judged = administrator.view().highestModSeq();
            assertThat(administrator.expire(List.of(one, 4711L), judged)).containsExactly(one);
            assertThat(told[0]).isEqualTo(1);
            assertThat(lastChange(Kind.EXPUNGED).uids()).containsExactly(one);
            assertThat(lastChange(Kind.EXPUNGED).isExpiry()).isTrue();
            assertThat(inbox.view().get(0).uid()).isEqualTo(two);
            assertThat(inbox.expungedSince(judged)).containsExactly(one);
        }
    }

    @Test
    void expirySparesWhatChangedSinceItWasJudged() throws Exception {
        long uid = house.deliver("k1", "ann", "one");
        try (Mailbox inbox = house.inbox("ann");
                Mailbox administrator =
                        house.store.open(Identity.HOUSE, MailboxName.inbox("ann"), false)) {
            long judged = administrator.view().highestModSeq();
            change(inbox, uid, FlagChange.Action.ADD, Flags.FLAGGED);
            int events = house.events.size();
            assertThat(administrator.expire(List.of(uid), judged)).isEmpty();
            assertThat(inbox.view().size()).isEqualTo(1);
            assertThat(house.events).hasSize(events);
        }
    }

    @Test
    void expiryIsForAdministratorsAndSurvivesAKill(@TempDir Path elsewhere) throws Exception {
        long uid = house.deliver("k1", "ann", "one");
        try (Mailbox inbox = house.inbox("ann");
                Mailbox administrator =
                        house.store.open(Identity.HOUSE, MailboxName.inbox("ann"), false)) {
            assertThatThrownBy(() -> inbox.expire(List.of(uid), Long.MAX_VALUE))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.NOPERM));
            administrator.expire(List.of(uid), Long.MAX_VALUE);
        }
        try (House copy = house.killed(elsewhere, true);
                Mailbox inbox = copy.inbox("ann")) {
            assertThat(inbox.view().size()).isZero();
            assertThat(inbox.view().uidNext()).isEqualTo(uid + 1);
        }
    }

    private static void change(Mailbox mailbox, long uid, FlagChange.Action action, String flag)
            throws StoreException {
        mailbox.changeFlags(List.of(uid), new FlagChange(action, Flags.of(flag)), -1);
    }
}
