// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.aliases.Bench.parameters;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The largest message that a user takes. */
class AccountSizeLimitTest {
    private static final String ALICE = "alice@example.com";

    private Bench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void sizeThatWasAnnouncedIsCheckedAtOnceAndAnotherIsToldOn() throws Exception {
        bench.directory.user("alice", parameters("mailMsgMaxBlocks=10"), "mailbox");
        bench.size = 10_241;
        assertThat(bench.one(ALICE))
                .isEqualTo("552 5.2.3 " + ALICE + " takes at most 10240 octets");
        bench.size = 10_240;
        assertThat(bench.one(ALICE)).isEqualTo("mailbox:" + ALICE);
        bench.size = 0;
        assertThat(bench.traffic(ALICE).sizeLimit()).isEqualTo(10_240);
        assertThat(bench.traffic(ALICE).name()).isEqualTo(ALICE);
    }

    @Test
    void limitOfTheDomainHoldsForWhoHasNoneAndZeroIsNoLimit() throws Exception {
        bench.directory.domainAttributes(Map.of("mailDomainMsgMaxBlocks", List.of("1")));
        bench.directory
                .user("alice")
                .user("bob", parameters("mailMsgMaxBlocks=0"), "mailbox")
                .user("carol", parameters("mailMsgMaxBlocks=many"), "mailbox");
        bench.size = 2_000;
        assertThat(bench.one(ALICE)).startsWith("552 5.2.3");
        assertThat(bench.one("bob@example.com")).isEqualTo("mailbox:bob@example.com");
        assertThat(bench.one("carol@example.com")).isEqualTo("mailbox:carol@example.com");
    }

    @Test
    void memberWhoTakesNoSuchMessageDoesNotKeepItFromTheOthers() throws Exception {
        bench.directory
                .user("alice", parameters("mailMsgMaxBlocks=1"), "mailbox")
                .user("bob")
                .list("team", Map.of(), "alice", "bob");
        bench.size = 2_000;
        assertThat(bench.shown("team@example.com")).containsExactly("mailbox:bob@example.com");
    }
}
