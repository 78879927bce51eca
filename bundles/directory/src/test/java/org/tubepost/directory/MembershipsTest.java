// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.testkit.ComponentSettings;

/** Which groups a user is in, for rights on folders. */
class MembershipsTest {
    private final MemorySource source = new MemorySource();
    private CachedDirectory directory;

    @BeforeEach
    void begin() {
        directory = directory(Map.of("defaultDomain", "Example.com"));
        source.domain("example.com", "associatedDomain=example.net");
        source.domain("hosted.test");
    }

    private CachedDirectory directory(Map<String, Object> settings) {
        return new CachedDirectory(
                Sources.only(source),
                ComponentSettings.of(DirectorySettings.class, settings),
                System::nanoTime);
    }

    private Set<String> memberships(String login) throws Exception {
        return directory.memberships(directory.login(login).orElseThrow());
    }

    @Test
    void theEntryOfAUserNamesDynamicGroups() throws Exception {
        source.user(
                "alice",
                "example.com",
                "aclGroupAddr=Tennis",
                "aclGroupAddr=golf@example.net",
                "aclGroupAddr=Crew@Hosted.Test",
                "aclGroupAddr=far@elsewhere.test");
        assertThat(memberships("alice"))
                .containsExactlyInAnyOrder(
                        "tennis",
                        "tennis@example.com",
                        "golf",
                        "golf@example.com",
                        "crew@hosted.test",
                        "far@elsewhere.test");
        source.user("eve", "hosted.test", "aclGroupAddr=tennis");
        assertThat(memberships("eve@hosted.test"))
                .containsExactlyInAnyOrder("tennis", "tennis@example.com");
    }

    @Test
    void staticGroupsNameTheUser() throws Exception {
        source.user("alice", "example.com");
        String alice = MemorySource.dn("alice", "example.com");
        source.put(
                "cn=Staff,ou=Groups,o=example.com,o=tubepost",
                "objectClass=groupOfUniqueNames",
                "cn=Staff",
                "mail=Everybody@example.net",
                "mailAlternateAddress=all@example.com",
                "mail=boss@hosted.test",
                "uniqueMember=" + alice);
        source.put(
                "cn=Plain,ou=Groups,o=hosted.test,o=tubepost",
                "objectClass=groupOfUniqueNames",
                "cn=Plain",
                "uniqueMember=" + alice);
        source.put(
                "cn=Other,ou=Groups,o=hosted.test,o=tubepost",
                "objectClass=groupOfUniqueNames",
                "cn=Other",
                "uniqueMember=" + MemorySource.dn("bob", "example.com"));
        assertThat(memberships("alice"))
                .containsExactlyInAnyOrder(
                        "everybody",
                        "everybody@example.com",
                        "all",
                        "all@example.com",
                        "plain@hosted.test");
    }

    @Test
    void noNameOfAGroupReachesIntoAnotherDomain() throws Exception {
        source.user(
                "alice",
                "example.com",
                "aclGroupAddr=staff@other.com@example.com",
                "aclGroupAddr=a/b@example.com",
                "aclGroupAddr=two words");
        source.put(
                "cn=Odd,ou=Groups,o=example.com,o=tubepost",
                "objectClass=groupOfUniqueNames",
                "cn=boss@other.com",
                "uniqueMember=" + MemorySource.dn("alice", "example.com"));
        source.put(
                "cn=Quoted,ou=Groups,o=example.com,o=tubepost",
                "objectClass=groupOfUniqueNames",
                "mail=\"crew@other.com\"@example.com",
                "mailAlternateAddress=crew@other.com@example.com",
                "uniqueMember=" + MemorySource.dn("alice", "example.com"));
        assertThat(memberships("alice")).isEmpty();
    }

    @Test
    void aGroupThatWasTakenOutOfUseStandsForNobody() throws Exception {
        source.user("alice", "example.com");
        source.domain("gone.test", "inetDomainStatus=deleted");
        String[][] groups = {
            {"dropped", "example.com", "inetMailGroupStatus=deleted"},
            {"stopped", "example.com", "inetGroupStatus=inactive"},
            {"waiting", "example.com", "inetMailGroupStatus=hold"},
            {"lost", "gone.test", "inetMailGroupStatus=active"}
        };
        for (String[] group : groups) {
            source.put(
                    "cn=" + group[0] + ",ou=Groups,o=" + group[1] + ",o=tubepost",
                    "objectClass=groupOfUniqueNames",
                    "cn=" + group[0],
                    group[2],
                    "uniqueMember=" + MemorySource.dn("alice", "example.com"));
        }
        assertThat(memberships("alice"))
                .containsExactlyInAnyOrder("waiting", "waiting@example.com");
    }

    @Test
    void aSecondLoginAsksNobody() throws Exception {
        source.user("alice", "example.com");
        memberships("alice");
        source.forgetSearches();
        memberships("alice");
        assertThat(source.searches()).isEmpty();
        directory.flush();
        memberships("alice");
        assertThat(source.searches()).anyMatch(s -> s.filter().contains("uniqueMember"));
    }

    @Test
    void withoutStaticGroupsNobodyIsAskedForThem() throws Exception {
        directory = directory(Map.of("defaultDomain", "example.com", "staticGroups", false));
        source.user("alice", "example.com", "aclGroupAddr=tennis");
        assertThat(memberships("alice")).contains("tennis");
        assertThat(source.searches()).noneMatch(s -> s.filter().contains("uniqueMember"));
    }

    @Test
    void aServerThatRefusesTheSearchLocksNobodyOut() throws Exception {
        source.user("alice", "example.com", "aclGroupAddr=tennis");
        source.refuse("uniqueMember");
        assertThat(memberships("alice")).containsExactlyInAnyOrder("tennis", "tennis@example.com");
    }

    @Test
    void nobodyIsTakenForAMemberOfNothingWhileTheDirectoryIsAway() throws Exception {
        source.user("alice", "example.com");
        var account = directory.login("alice").orElseThrow();
        source.away(true);
        assertThatThrownBy(() -> directory.memberships(account))
                .isInstanceOf(DirectoryUnavailableException.class);
    }
}
