// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.MailboxName;

/** Which rules apply to a folder, and what is wrong with those that are none. */
class RuleSetTest {

    private static List<String> names(RuleSet rules, String owner, String folder) {
        return rules.of(new MailboxName(owner, folder), "primary").stream()
                .map(Rule::name)
                .toList();
    }

    @Test
    void patternsAreThoseOfImapOverTheWholeName() {
        RuleSet rules =
                Written.compiled(
                        "All.folderpattern: user/*",
                        "All.messagedays: 1",
                        "All.exclusive: 0",
                        "Top.folderpattern: user/%/%",
                        "Top.messagedays: 1",
                        "Top.seen: and",
                        "Inbox.folderpattern: user/Ann@Example.com/inbox",
                        "Inbox.messagedays: 1",
                        "Inbox.deleted: and",
                        "Umlaut.folderpattern: user/*/Gr&APY-n",
                        "Umlaut.savedays: 1",
                        "Umlaut.deleted: and",
                        "Umlaut.seen: and");
        assertThat(names(rules, "ann@example.com", "INBOX")).containsExactly("All", "Top", "Inbox");
        assertThat(names(rules, "ann@example.com", "A/B")).containsExactly("All");
        assertThat(names(rules, "bob", "Grön")).containsExactly("All", "Top", "Umlaut");
    }

    @Test
    void expressionsMatchTheWholeName() {
        RuleSet rules =
                Written.compiled(
                        "R.regexp: 1",
                        "R.folderpattern: user/.*@example\\.org/(Trash|Junk)",
                        "R.messagedays: 1");
        assertThat(names(rules, "ann@example.org", "Trash")).containsExactly("R");
        assertThat(names(rules, "ann@example.org", "Trash/Old")).isEmpty();
        assertThat(names(rules, "ann@example.com", "Trash")).isEmpty();
    }

    @Test
    void rulesOfOneKindAreMergedToTheStrictestFigures() {
        RuleSet rules =
                Written.compiled(
                        "A.folderpattern: user/*",
                        "A.messagedays: 30",
                        "A.messagecount: 10",
                        "B.folderpattern: user/*/Trash",
                        "B.messagedays: 7",
                        "B.foldersize: 2M",
                        "B.deleted: or",
                        "C.folderpattern: user/*/Trash",
                        "C.savedays: 3",
                        "C.messagesize: 5000",
                        "C.messagesizedays: 2");
        List<Rule> trash = rules.of(new MailboxName("ann", "Trash"), "primary");
        assertThat(trash).hasSize(1);
        assertThat(trash.get(0).name()).isEqualTo("A+B+C");
        assertThat(trash.get(0).limits()).isEqualTo(new Limits(7, 3, 10, 2 << 20, 5000, 2));
        assertThat(trash.get(0).deleted()).isEqualTo(FlagUse.OR);
        assertThat(rules.of(new MailboxName("ann", "Sent"), "primary").get(0).limits())
                .isEqualTo(new Limits(30, -1, 10, -1, -1, -1));
    }

    @Test
    void rulesWithConditionsOfTheirOwnStayApart() {
        RuleSet rules =
                Written.compiled(
                        "A.folderpattern: user/*",
                        "A.messagedays: 30",
                        "B.folderpattern: user/*",
                        "B.messagedays: 7",
                        "B.seen: and",
                        "C.folderpattern: user/*",
                        "C.messagedays: 1",
                        "C.Subject: *lottery*",
                        "D.folderpattern: user/*",
                        "D.messagedays: 2",
                        "D.Subject: *lottery*");
        assertThat(names(rules, "ann", "INBOX")).containsExactly("A", "B", "C+D");
    }

    @Test
    void ofExclusiveRulesTheLastOneLoadedAppliesAlone() {
        RuleSet rules =
                Written.compiled(
                        "A.folderpattern: user/*",
                        "A.messagedays: 30",
                        "Keep.folderpattern: user/boss/*",
                        "Keep.messagedays: 3000",
                        "Keep.exclusive: 1",
                        "Sent.folderpattern: user/*/Sent",
                        "Sent.messagedays: 90",
                        "Sent.exclusive: 1");
        assertThat(names(rules, "ann", "INBOX")).containsExactly("A");
        assertThat(names(rules, "boss", "INBOX")).containsExactly("Keep");
        assertThat(names(rules, "boss", "Sent")).containsExactly("Sent");
    }

    @Test
    void aRuleMayBeForOnePartition() {
        RuleSet rules =
                Written.compiled(
                        "A.folderpattern: user/*", "A.partition: slow", "A.messagedays: 30");
        MailboxName name = MailboxName.inbox("ann");
        assertThat(rules.of(name, "primary")).isEmpty();
        assertThat(rules.of(name, "slow")).hasSize(1);
    }

    @Test
    void anExclusiveRuleThatArchivesShutsOthersOut() {
        String[] lines = {
            "A.folderpattern: user/*",
            "A.messagedays: 1",
            "B.folderpattern: user/*",
            "B.messagedays: 1",
            "B.action: archive",
            "B.exclusive: 1"
        };
        assertThat(Written.problems(lines)).isEmpty();
        assertThat(names(Written.compiled(lines), "ann", "INBOX")).containsExactly("B");
    }

    @Test
    void sizesAreNumbersOfOctetsOrOfTheirThousands() {
        for (String size : new String[] {"4294967296", "4G", "4g", "4194304K", "0"}) {
            assertThat(Written.problems("R.folderpattern: user/*", "R.foldersize: " + size))
                    .as(size)
                    .isEmpty();
        }
        for (String size : new String[] {"-1", "-2", "4X", "K", "9223372036854775808"}) {
            assertThat(Written.problems("R.folderpattern: user/*", "R.foldersize: " + size))
                    .as(size)
                    .hasSize(1);
        }
    }

    @Test
    void errorsSayWhereAndWhat() {
        assertThat(
                        Written.problems(
                                "A.messagedays: 1",
                                "B.folderpattern: users/*",
                                "B.messagedays: week",
                                "B.seen: maybe",
                                "C.folderpattern: user/*",
                                "C.mesagedays: 1",
                                "D.folderpattern: user/*",
                                "D.regexp: 1",
                                "D.Subject: (a",
                                "E.folderpattern: user/*",
                                "E.seen: and",
                                "F.folderpattern: user/*",
                                "F.messagedays: 1",
                                "F.messagedays: 2",
                                "G.folderpattern: user/*",
                                "G.messagesizedays: 2",
                                "G.messagecount: 2",
                                "H.folderpattern: user/*",
                                "H.messagedays: 1",
                                "H.action: fileinto:a//b",
                                "I.folderpattern: user/*",
                                "I.messagedays: 1",
                                "I.action: burn"))
                .satisfiesExactly(
                        p -> assertThat(p).contains(":1:1: error: rule A: rule has no folder"),
                        p -> assertThat(p).contains(":2:18: error: rule B: a folderpattern begins"),
                        p -> assertThat(p).contains(":3:16: error: rule B: expected a number"),
                        p -> assertThat(p).contains(":4:9: error: rule B: expected 'and' or 'or'"),
                        p -> assertThat(p).contains(":6:3: error: rule C: unknown attribute"),
                        p -> assertThat(p).contains(":9:12: error: rule D: regular expression"),
                        p -> assertThat(p).contains(":10:1: error: rule E: rule does not say"),
                        p -> assertThat(p).contains(":14:3: error: rule F: 'messagedays' stands"),
                        p -> assertThat(p).contains(":16:3: error: rule G: messagesizedays needs"),
                        p -> assertThat(p).contains(":20:11: error: rule H: not a mailbox name"),
                        p ->
                                assertThat(p)
                                        .contains(":23:11: error: rule I: no such action: 'burn'"));
    }
}
