// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.MailboxName;
import org.tubepost.imap.Bulletins.Renamed;
import org.tubepost.wire.imap.NotifyArguments.Event;

/** A client that follows what is told of names has the server's mailboxes under the right ones. */
class NewsModelTest {
    private static final int NEW = 0;

    private final Random random = new Random(5465);
    private final News news = new News();
    private final TreeMap<MailboxName, Integer> mailboxes = new TreeMap<>();
    private final List<String> happened = new ArrayList<>();
    private int made;
    private long modSeq;

    @Test
    void namesLeadToTheMailboxesThatHaveThem() {
        for (int round = 0; round < 30_000; round++) {
            happened.clear();
            happened.add(mailboxes.toString());
            Map<MailboxName, Integer> known = new TreeMap<>(mailboxes);
            boolean onlyRenames = random.nextBoolean();
            for (int changes = random.nextInt(7); changes > 0; changes--) {
                change(onlyRenames);
            }
            List<MailboxName> claimed = tell(known);
            assertThat(known.keySet()).as("%s", happened).isEqualTo(mailboxes.keySet());
            for (MailboxName name : claimed) {
                int id = known.getOrDefault(name, NEW);
                // An old name may be that of one that was made, in the place of another, untold.
                if (onlyRenames && mailboxes.containsValue(id)) {
                    assertThat(mailboxes.get(name)).as("%s %s", name, happened).isEqualTo(id);
                }
            }
        }
    }

    private void change(boolean onlyRenames) {
        MailboxName name = anyName();
        if (onlyRenames) {
            rename(name, anyName());
        } else if (!mailboxes.containsKey(name)) {
            happened.add("CREATE " + name);
            mailboxes.put(name, ++made);
            news.happened(name, Event.MAILBOXNAME);
        } else if (random.nextInt(3) > 0) {
            rename(name, anyName());
        } else {
            List<MailboxName> gone = below(mailboxes, name);
            gone.add(name);
            gone.forEach(this::delete);
        }
    }

    private void delete(MailboxName name) {
        happened.add("DELETE " + name);
        mailboxes.remove(name);
        news.happened(name, Event.MAILBOXNAME);
    }

    /** One of few, so that changes meet; what it is below is there. */
    private MailboxName anyName() {
        String folder = "" + (char) ('a' + random.nextInt(3));
        while (folder.length() < 5
                && random.nextInt(2) > 0
                && mailboxes.containsKey(name(folder))) {
            folder += "/" + (char) ('a' + random.nextInt(2));
        }
        return name(folder);
    }

    private static MailboxName name(String folder) {
        return new MailboxName("alice", folder);
    }

    private void rename(MailboxName from, MailboxName to) {
        if (!mailboxes.containsKey(from) || mailboxes.containsKey(to) || to.isBelow(from)) {
            return;
        }
        happened.add("RENAME " + from + " " + to);
        modSeq++;
        List<MailboxName> moved = below(mailboxes, from);
        moved.add(0, from);
        for (MailboxName name : moved) {
            MailboxName target = moved(name, from, to);
            mailboxes.put(target, mailboxes.remove(name));
            news.renamed(new Renamed(name, target, modSeq));
        }
    }

    private static MailboxName moved(MailboxName name, MailboxName from, MailboxName to) {
        return name(to.folder() + name.folder().substring(from.folder().length()));
    }

    private static List<MailboxName> below(Map<MailboxName, Integer> all, MailboxName name) {
        return new ArrayList<>(all.keySet().stream().filter(n -> n.isBelow(name)).toList());
    }

    /** Gives the names that the client has been told old names of. */
    private List<MailboxName> tell(Map<MailboxName, Integer> known) {
        List<MailboxName> claimed = new ArrayList<>();
        News.Taken taken = news.take();
        List<Renamed> told = new ArrayList<>();
        for (Renamed renamed : taken.renamed()) {
            if (told.stream().noneMatch(t -> t.brings(renamed))) {
                assertThat(mailboxes).as("%s", happened).containsKey(renamed.to());
                happened.add("told " + renamed);
                told.add(renamed);
                move(known, renamed);
                claimed.add(renamed.to());
            }
        }
        for (MailboxName name : taken.events().keySet()) {
            happened.add("told " + name);
            if (mailboxes.containsKey(name)) {
                known.putIfAbsent(name, NEW);
            } else {
                known.remove(name);
            }
        }
        return claimed;
    }

    /** What is below goes too (RFC 5465 section 5.4). */
    private static void move(Map<MailboxName, Integer> known, Renamed renamed) {
        List<MailboxName> names = below(known, renamed.from());
        names.add(0, renamed.from());
        Map<MailboxName, Integer> moved = new HashMap<>();
        for (MailboxName name : names) {
            Integer id = known.remove(name);
            moved.put(moved(name, renamed.from(), renamed.to()), id == null ? NEW : id);
        }
        known.putAll(moved);
    }
}
