// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.api.directory.EntryKind.DOMAIN;
import static org.tubepost.api.directory.EntryKind.USER;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.PurgeReport;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/** Provisioning with roles over a back end in memory. */
@Timeout(60)
class AdministrationTest extends AdministeredDirectory {
    private static final String IVY = "uid=ivy,ou=People,o=inner,o=example.com,o=tubepost";

    @Test
    void nameBelowADomainTakesItsMailAndDoesNotNameIt() throws Exception {
        assertThat(directory.domain("sub.example.com").orElseThrow().name())
                .isEqualTo("example.com");
        assertThatThrownBy(() -> admin.delete(ROOT, DOMAIN, "sub.example.com"))
                .hasMessage("there is no domain sub.example.com");
        admin.add(ROOT, DOMAIN, "sub.example.com", Map.of());
        assertThat(directory.domain("sub.example.com").orElseThrow().name())
                .isEqualTo("sub.example.com");
    }

    /** A domain whose base is below that of another one, with a user who is marked. */
    private void inner() {
        source.put(
                "o=inner,o=example.com,o=tubepost",
                "objectClass=sunManagedOrganization",
                "sunPreferredDomain=inner.example");
        source.put(
                IVY,
                "objectClass=inetMailUser",
                "uid=ivy",
                "mail=ivy@inner.example",
                "inetUserStatus=deleted");
    }

    @Test
    void purgeOfADomainLeavesTheUsersOfThoseBelowIt() throws Exception {
        inner();
        assertThat(admin.purge(ROOT, USER, "example.com", "", Duration.ZERO))
                .isEqualTo(new PurgeReport(List.of(), List.of()));
        assertThat(
                        source.search(
                                new SearchRequest(
                                        IVY, Scope.BASE, "(objectClass=*)", List.of(), 1)))
                .hasSize(1);
        assertThat(admin.purge(ROOT, USER, "inner.example", "", Duration.ZERO).kept())
                .as("only the store is missing")
                .hasSize(1);
    }

    @Test
    void aDomainIsListedAndExportedWithoutThoseBelowIt() throws Exception {
        inner();
        assertThat(admin.list(ROOT, USER, "", Map.of())).hasSize(2);
        for (Administrator who : List.of(ROOT, BOUNDED)) {
            assertThat(admin.list(who, USER, "example.com", Map.of()))
                    .extracting(r -> r.first("uid").orElse(""))
                    .containsExactly("alice");
            assertThat(exported(who, "example.com")).contains("uid=alice").doesNotContain("ivy");
        }
        assertThat(exported(ROOT, "")).contains("uid=alice", "uid=ivy");
    }

    private String exported(Administrator who, String domain) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        admin.interchange().exportTo(out, Format.CSV, domain, who);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whoIsNoLongerMarkedWhenItsTurnComesIsNotPurged() throws Exception {
        source.user("bob", "example.com", "inetUserStatus=deleted");
        String dn = MemorySource.dn("bob", "example.com");
        source.afterSearch(
                "(objectClass=inetMailUser)",
                () -> source.modify(dn, Map.of("inetUserStatus", List.of("active"))));
        PurgeReport report = admin.purge(ROOT, USER, "example.com", "", Duration.ZERO);
        assertThat(report.kept()).containsExactly(dn + ": it is no longer marked");
        assertThat(report.purged()).isEmpty();
    }

    @Test
    void valuesThatTwoHostsAddAndTakeAwayAtTheSameMomentDoNotOverwriteEachOther() throws Exception {
        String dn = MemorySource.dn("alice", "example.com");
        source.modify(dn, Map.of("mailAlternateAddress", List.of("a@example.com")));
        source.meanwhile(
                () ->
                        source.modify(
                                dn,
                                Map.of(
                                        "mailAlternateAddress",
                                        List.of("a@example.com", "b@example.com"))));
        admin.modify(
                ROOT,
                USER,
                "alice@example.com",
                List.of(
                        new AttributeChange(
                                "mailAlternateAddress", Operation.ADD, List.of("c@example.com"))));
        assertThat(admin.show(ROOT, USER, "alice@example.com").all("mailAlternateAddress"))
                .containsExactlyInAnyOrder("a@example.com", "b@example.com", "c@example.com");
        source.meanwhile(
                () -> source.modify(dn, Map.of("mailAlternateAddress", List.of("b@example.com"))));
        assertThatThrownBy(
                        () ->
                                admin.modify(
                                        ROOT,
                                        USER,
                                        "alice@example.com",
                                        List.of(
                                                new AttributeChange(
                                                        "mailAlternateAddress",
                                                        Operation.REMOVE,
                                                        List.of("a@example.com")))))
                .hasMessageContaining("is not there to be removed");
    }
}
