// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.aliases.Bench.parameters;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.directory.Status;

/** Mail for which the directory names another host of the site. */
class SiteRoutingTest {
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
    void aUserOfAnotherStoreHostIsRoutedThere() throws Exception {
        bench.directory.mailHost("store2.example.com").user("alice", "mailbox", "forward");
        assertThat(bench.one(ALICE)).isEqualTo("store2.example.com:" + ALICE);
        assertThat(bench.one("alice+folder@example.com"))
                .isEqualTo("store2.example.com:alice+folder@example.com");
        bench.option("LDAP_HOST_ALIAS_LIST", "store1.example.com, STORE2.example.com");
        assertThat(bench.one(ALICE)).isEqualTo("mailbox:" + ALICE);
    }

    @Test
    void theLocalHostIsThisSystem() throws Exception {
        bench.directory.mailHost(Bench.LOCAL_HOST).user("alice");
        assertThat(bench.one(ALICE)).isEqualTo("mailbox:" + ALICE);
    }

    @Test
    void aDisabledUserIsRefusedHereWhereverTheMailboxIs() throws Exception {
        bench.directory
                .mailHost("store2.example.com")
                .user("alice", Status.DISABLED, List.of(), List.of());
        assertThat(bench.one(ALICE)).startsWith("550 5.2.1");
    }

    @Test
    void aDomainOfOtherHostsIsRoutedToTheFirst() throws Exception {
        bench.directory.user("alice");
        bench.directory.routing(List.of("mta9.example.com", "mta8.example.com"), "");
        assertThat(bench.one(ALICE)).isEqualTo("mta9.example.com:" + ALICE);
        assertThat(bench.one("nobody@example.com"))
                .isEqualTo("mta9.example.com:nobody@example.com");
        bench.option("LDAP_HOST_ALIAS_LIST", "mta8.example.com");
        assertThat(bench.one(ALICE)).isEqualTo("mailbox:" + ALICE);
    }

    @Test
    void whoIsUnknownGoesToTheSmartHost() throws Exception {
        bench.directory.user("alice");
        bench.directory.routing(List.of(), "old.example.com");
        assertThat(bench.one("nobody@example.com")).isEqualTo("old.example.com:nobody@example.com");
        assertThat(bench.one(ALICE)).isEqualTo("mailbox:" + ALICE);
        bench.option("LDAP_HOST_ALIAS_LIST", "old.example.com");
        assertThat(bench.one("nobody@example.com")).startsWith("550 5.1.1");
    }

    @ParameterizedTest
    @CsvSource({"INACTIVE, 450", "DISABLED, 550", "DELETED, 550"})
    void aDomainThatTakesNoMailSendsNoneToOtherHosts(Status status, String reply) throws Exception {
        bench.directory.domainStatus(status);
        bench.directory.routing(List.of(), "old.example.com");
        assertThat(bench.one("nobody@example.com")).startsWith(reply);
        bench.directory.routing(List.of("mta9.example.com"), "");
        assertThat(bench.one("nobody@example.com")).startsWith(reply);
    }

    @Test
    void aGroupOfAnotherHostIsOpenedThereNestedOrNot() throws Exception {
        bench.directory
                .user("alice")
                .list("there", parameters("mailHost=store2.example.com"), "alice")
                .list("all", Map.of(), "there");
        assertThat(bench.one("there@example.com"))
                .isEqualTo("store2.example.com:there@example.com");
        assertThat(bench.one("all@example.com")).isEqualTo("store2.example.com:there@example.com");
        bench.option("LDAP_HOST_ALIAS_LIST", "store2.example.com");
        assertThat(bench.one("all@example.com")).isEqualTo("mailbox:" + ALICE);
    }

    @Test
    void aDeferredGroupIsExpandedByTheChannelForIt() throws Exception {
        bench.directory.list(
                "staff", parameters("mailDeliveryOption=members_offline"), "x@x.example");
        bench.directory.list("board", parameters("mailDeferProcessing=yes"), "y@x.example");
        assertThat(bench.one("staff@example.com")).isEqualTo("reprocess:staff@example.com");
        assertThat(bench.one("board@example.com")).isEqualTo("reprocess:board@example.com");
        bench.channel = "reprocess";
        assertThat(bench.one("staff@example.com")).isEqualTo("x@x.example");
    }
}
