// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.store.state.MessageTypes;

/** What owners keep is counted along, and is right after every end. */
class UsageTest {
    private static final List<String> OWNERS = List.of("ada", "ben", "eve");

    @TempDir private Path directory;
    @TempDir private Path elsewhere;
    @TempDir private Path nowhere;

    private static Map<String, List<Long>> figures(House house) throws Exception {
        Map<String, List<Long>> figures = new HashMap<>();
        for (String owner : OWNERS) {
            QuotaRoot root = house.store.quotas().roots(House.user(owner), owner).get(0);
            figures.put(owner, List.of(root.octets(), root.messages()));
        }
        return figures;
    }

    private static Map<String, List<Long>> walked(House house) throws Exception {
        Map<String, List<Long>> figures = new HashMap<>();
        for (String owner : OWNERS) {
            long octets = 0;
            long messages = 0;
            for (MailboxInfo info : house.store.list(House.user(owner), owner)) {
                if (info.selectable()) {
                    var status = house.store.status(House.user(owner), info.name());
                    octets += status.octets();
                    messages += status.messages();
                }
            }
            figures.put(owner, List.of(octets, messages));
        }
        return figures;
    }

    private static void right(House house) throws Exception {
        assertThat(figures(house)).isEqualTo(walked(house));
        for (String owner : OWNERS) {
            assertThat(house.store.quotas().recount(owner)).isFalse();
        }
    }

    private static void typed(House house) {
        house.rules =
                new StoreRules(
                        "primary",
                        Map.of("Sent", "\\Sent"),
                        MessageTypes.parse(List.of("image/*=$Fax")),
                        QuotaRules.NONE,
                        Duration.ofHours(2),
                        SharingRules.NONE);
    }

    @Test
    void randomChangesAreCountedAndSurviveEveryEnd() throws Exception {
        House house = new House(directory, 60_000);
        typed(house);
        house.open();
        Random random = new Random(7);
        for (int i = 0; i < 1500; i++) {
            change(house, random, i);
            if (i % 97 == 0) {
                house.store.maintain();
            }
        }
        right(house);
        Map<String, List<Long>> before = figures(house);
        assertThat(before.get("ada").get(1)).isPositive();
        for (boolean withoutIndex : new boolean[] {false, true}) {
            House copy = house.copied(withoutIndex ? nowhere : elsewhere, withoutIndex);
            typed(copy);
            try (House again = copy.open()) {
                assertThat(figures(again)).isEqualTo(before);
                right(again);
            }
        }
        house.close();
        // Other kinds of messages are told apart: everything is counted anew.
        house.rules = new StoreRules("primary", Map.of("Sent", "\\Sent"));
        house.open();
        assertThat(figures(house)).isEqualTo(before);
        right(house);
        house.close();
    }

    private static void change(House house, Random random, int i) throws Exception {
        String owner = OWNERS.get(random.nextInt(3));
        MailboxName sent = House.box(owner, "Sent");
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> house.deliver("k" + i, owner, "x".repeat(random.nextInt(300)));
            case 3 ->
                    house.store.deliver(
                            "f" + i,
                            List.of(House.to(owner, "INBOX"), House.to("ada", "Sent")),
                            new TypedContent(BytesContent.of("fax" + i), "image/tiff"),
                            House.NOW);
            case 4 -> {
                house.deliver("s" + i, owner, "s");
                house.store.append(
                        House.user(owner),
                        sent,
                        List.of(
                                new AppendMessage(
                                        BytesContent.of("a" + i), Flags.of("$Fax"), House.NOW)));
            }
            case 5 -> {
                try (Mailbox inbox = house.inbox(owner)) {
                    inbox.copyTo(some(inbox, random), sent);
                }
            }
            case 6 -> {
                try (Mailbox inbox = house.inbox(owner)) {
                    inbox.moveTo(some(inbox, random), sent);
                }
            }
            case 7 -> {
                try (Mailbox inbox = house.inbox(owner)) {
                    inbox.changeFlags(
                            some(inbox, random),
                            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED, "$Fax")),
                            -1);
                    inbox.expunge(Optional.empty());
                }
            }
            default -> {
                house.deliver("d" + i, owner, "d");
                MailboxName other = House.box(owner, "Folder " + random.nextInt(3));
                if (house.store.list(House.user(owner), owner).stream()
                        .anyMatch(info -> info.name().equals(other))) {
                    house.store.delete(House.user(owner), other);
                } else {
                    house.store.rename(House.user(owner), MailboxName.inbox(owner), other);
                }
            }
        }
    }

    private static List<Long> some(Mailbox mailbox, Random random) {
        List<Long> uids = new ArrayList<>();
        for (int i = 0; i < mailbox.view().size(); i++) {
            if (random.nextInt(3) == 0) {
                uids.add(mailbox.view().get(i).uid());
            }
        }
        return uids;
    }

    @Test
    void anOwnerWhoIsDeletedKeepsNothing() throws Exception {
        try (House house = House.opened(directory)) {
            house.deliver("1", "ada", "text");
            house.store.deleteOwner(org.tubepost.api.security.Identity.HOUSE, "ada");
            assertThat(figures(house).get("ada")).containsExactly(0L, 0L);
            house.deliver("2", "ada", "more");
            assertThat(figures(house).get("ada")).containsExactly(4L, 1L);
        }
    }
}
