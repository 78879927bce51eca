// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.directory.CachedDirectory;
import org.tubepost.directory.DirectoryOver;

/**
 * What the directory says of the same domains, users and groups, whichever server holds them and
 * whichever schema they follow (reference page directory-schema, section 2).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchemaSuite {
    private static final String PEOPLE = ",ou=People,o=example.org,o=tubepost";

    private final Backend backend;
    private final String schema;
    private TestServer server;
    private LdapSource source;
    private DirectoryOver over;
    private int engines;

    /**
     * On a server that is to be started.
     *
     * @param schema its number, or {@code compatibility}, which reads what the first one does
     */
    SchemaSuite(Backend backend, String schema) {
        this.backend = backend;
        this.schema = schema;
    }

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        server = backend.start(folder);
        source = Sources.of(server, Map.of());
        Sources.load(source, schema.equals("2") ? "schema2.ldif" : "schema1.ldif", "entries.ldif");
    }

    @AfterAll
    void stop() throws Exception {
        if (source != null) {
            source.close();
            server.close();
        }
    }

    @TempDir Path caches;

    private CachedDirectory directory(Object... settings) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("schema", schema));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        over = new DirectoryOver(caches.resolve("cache" + ++engines), source, all);
        return over.engine();
    }

    @AfterEach
    void end() throws Exception {
        if (over != null) {
            over.close();
        }
    }

    private static String found(CachedDirectory directory, String address) throws Exception {
        return directory
                .find(MailAddress.parse(address))
                .map(DirectoryEntry::dn)
                .map(dn -> dn.substring(dn.indexOf('=') + 1, dn.indexOf(',')))
                .orElse("nobody");
    }

    private static Status status(CachedDirectory directory, String address) throws Exception {
        return directory.find(MailAddress.parse(address)).orElseThrow().status();
    }

    @Test
    void aDomainIsFoundByItsNameAndItsAlias() throws Exception {
        CachedDirectory directory = directory();
        for (String name : List.of("example.org", "EXAMPLE.org", "example.net")) {
            Domain domain = directory.domain(name).orElseThrow();
            assertThat(domain.name()).as(name).isEqualTo("example.org");
            assertThat(domain.baseDn()).isEqualToIgnoringWhitespace("o=example.org,o=tubepost");
            assertThat(domain.attributes().first("preferredMailHost"))
                    .contains("store1.example.org");
        }
        for (String name : List.of("example.com", "org", "example", "a,dc=b", "*", "", "..")) {
            assertThat(directory.domain(name)).as(name).isEmpty();
        }
    }

    @Test
    void anIndexNodeHasRoutingOfItsOwnAndTheUsersOfAnother() throws Exception {
        CachedDirectory directory = directory();
        Domain shop = directory.domain("shop.example").orElseThrow();
        assertThat(shop.name()).isEqualTo("example.org");
        assertThat(shop.routingHosts()).containsExactly("mta9.example.org");
        assertThat(shop.attributes().first("preferredMailHost")).isEmpty();
        assertThat(directory.login("ada@shop.example").map(Account::id))
                .contains("ada@example.org");
        assertThat(found(directory, "ada@shop.example")).isEqualTo("nobody");
        assertThat(directory.domain("example.org").orElseThrow().routingHosts()).isEmpty();
        over.close();
        assertThat(found(directory("domainUplevel", 2), "ada@shop.example")).isEqualTo("ada");
    }

    @Test
    void allDomainsAreListedOnceWithTheirAliases() throws Exception {
        List<Domain> domains = directory().domains();
        assertThat(domains)
                .extracting(Domain::name)
                .contains("example.org", "hosted.example", "inactive.example", "held.example")
                .doesNotContain("example.net");
        assertThat(
                        domains.stream()
                                .filter(d -> d.name().equals("example.org"))
                                .filter(d -> d.routingHosts().isEmpty()))
                .hasSize(1)
                .allSatisfy(d -> assertThat(d.aliases()).contains("example.net"));
    }

    @Test
    void aNameBelowADomainIsTheDomainWhereThatIsPermitted() throws Exception {
        assertThat(directory().domain("a.b.example.org")).isEmpty();
        over.close();
        CachedDirectory above = directory("domainUplevel", 1);
        assertThat(above.domain("a.b.example.org").map(Domain::name)).contains("example.org");
        assertThat(above.domain("example.com")).isEmpty();
        assertThat(found(above, "ada@a.b.example.org")).isIn("nobody");
        over.close();
        CachedDirectory both = directory("domainUplevel", 3);
        assertThat(found(both, "ada@a.b.example.org")).isEqualTo("ada");
    }

    @Test
    void aVanityDomainIsThatOfAUser() throws Exception {
        assertThat(directory().domain("ada.example")).isEmpty();
        over.close();
        CachedDirectory directory = directory("vanityDomains", true);
        assertThat(directory.domain("ada.example").map(Domain::name)).contains("ada.example");
        assertThat(directory.domain("charles.example")).isEmpty();
        assertThat(found(directory, "ada@ada.example")).isEqualTo("ada");
        assertThat(found(directory, "charles@ada.example")).isEqualTo("nobody");
        assertThat(directory.login("ada@ada.example").map(Account::id)).contains("ada@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada",
        "Ada@Example.NET, ada",
        "a.byron@example.org, ada",
        "countess@example.net, ada",
        "ada+folder@example.org, ada",
        "board@example.org, board",
        "zoe@hosted.example, zoe",
        "whoever@hosted.example, zoe",
        "whoever@example.org, all",
        "quiet@example.org, all",
        "unused@example.org, all",
        "carol@example.org, all",
        "ada@example.com, nobody"
    })
    void anAddressReachesItsEntry(String address, String name) throws Exception {
        assertThat(found(directory(), address)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ACTIVE",
        "disabled@example.org, DISABLED",
        "deleted@example.org, DELETED",
        "removed@example.org, REMOVED",
        "waiting@example.org, HOLD",
        "full@example.org, OVERQUOTA",
        "both@example.org, INACTIVE",
        "odd@example.org, INACTIVE",
        "later@example.org, INACTIVE",
        "closed@example.org, DISABLED",
        "carol@inactive.example, INACTIVE",
        "dave@held.example, HOLD"
    })
    void theFirstStatusThatIsNotActiveDecides(String address, Status status) throws Exception {
        assertThat(status(directory(), address)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "ada, ada",
        "ADA@example.net, ada@example.org",
        "ada@example.org, ada@example.org",
        "ada%example.org, ''",
        "zoe%hosted.example, zoe@hosted.example",
        "z.smith%hosted.example, zoe@hosted.example",
        "zoe@hosted.example, ''",
        "zoe, ''",
        "*, ''",
        "*%hosted.example, ''",
        "board@example.org, ''"
    })
    void aLoginIsANameAndADomain(String login, String user) throws Exception {
        CachedDirectory directory = directory("defaultDomain", "example.org");
        String id = user.equals("ada@example.org") ? "ada" : user;
        assertThat(directory.login(login).map(Account::id).orElse("")).isEqualTo(id);
    }

    @Test
    void ownersOfTheDefaultDomainHaveNoDomainInTheirId() throws Exception {
        assertThat(directory("defaultDomain", "example.org").login("ada").map(Account::id))
                .contains("ada");
        over.close();
        CachedDirectory other = directory("defaultDomain", "hosted.example");
        assertThat(other.login("ada@example.net").map(Account::id)).contains("ada@example.org");
        assertThat(other.login("zoe").map(Account::id)).contains("zoe");
    }

    @Test
    void passwordsAreCheckedByTheServer() throws Exception {
        CachedDirectory directory = directory();
        Account ada = directory.login("ada@example.org").orElseThrow();
        assertThat(directory.checkPassword(ada, "secret-ada".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(directory.checkPassword(ada, "wrong".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(directory.checkPassword(ada, new byte[0])).isFalse();
    }

    @Test
    void anEntryIsReadWhole() throws Exception {
        Account ada = directory().login("ada@example.org").orElseThrow();
        assertThat(ada.mailHost()).isEqualTo("store1.example.org");
        assertThat(ada.partition()).isEqualTo("primary");
        assertThat(ada.quotaBytes()).isEqualTo(2L << 30);
        assertThat(ada.quotaMessages()).isEqualTo(-1);
        assertThat(ada.attributes().first("aclGroupAddr")).contains("engines@example.org");
        Account charles = directory().login("charles@example.org").orElseThrow();
        assertThat(charles.deliveryOptions()).containsExactlyInAnyOrder("mailbox", "autoreply");
    }

    @Test
    void groupsOfAUserAreFoundInBothEntries() throws Exception {
        CachedDirectory directory = directory("defaultDomain", "hosted.example");
        Account ada = directory.login("ada@example.org").orElseThrow();
        assertThat(directory.memberships(ada))
                .containsExactlyInAnyOrder("board@example.org", "engines@example.org");
        Account zoe = directory.login("zoe").orElseThrow();
        assertThat(directory.memberships(zoe)).isEmpty();
    }

    @Test
    void membersOfGroupsAreFoundByNameAndByUrl() throws Exception {
        CachedDirectory directory = directory();
        Group board = (Group) directory.find(MailAddress.parse("board@example.org")).orElseThrow();
        assertThat(board.memberDns()).hasSize(1);
        assertThat(directory.byDn(board.memberDns().get(0)))
                .get()
                .extracting(e -> e.mail().toString())
                .isEqualTo("ada@example.org");
        Group engines =
                (Group) directory.find(MailAddress.parse("engines@example.org")).orElseThrow();
        String url = engines.attributes().first("memberURL").orElseThrow();
        assertThat(directory.values(url)).containsExactly("uid=ada" + PEOPLE);
        assertThat(directory.byDn("uid=zoe,ou=People,o=hosted.example,o=tubepost"))
                .get()
                .extracting(e -> ((Account) e).domain())
                .isEqualTo("hosted.example");
        assertThat(directory.byDn("uid=nobody" + PEOPLE)).isEmpty();
    }

    @Test
    void domainsUsersAndGroupsAreMadeAndRemoved() throws Exception {
        CachedDirectory directory = directory();
        Provisioning provisioning = over.provisioning();
        provisioning.addDomain("new.example.org");
        provisioning.addDomain("made.test");
        assertThatThrownBy(() -> provisioning.addDomain("example.net"))
                .isInstanceOf(ProvisioningException.class);
        provisioning.addUser(
                "made.test",
                "eve",
                "Eve Smith",
                "sesame".getBytes(StandardCharsets.UTF_8),
                Map.of());
        provisioning.addGroup("made.test", "team", List.of("eve@made.test", "x@else.example"));
        Account eve = directory.login("eve@made.test").orElseThrow();
        assertThat(found(directory, "eve@made.test")).isEqualTo("eve");
        assertThat(found(directory, "team@made.test")).isEqualTo("team");
        assertThat(directory.checkPassword(eve, "sesame".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        provisioning.modifyUser("made.test", "eve", Map.of("mailUserStatus", List.of("hold")));
        assertThat(status(directory, "eve@made.test")).isEqualTo(Status.HOLD);
        provisioning.removeGroup("made.test", "team");
        provisioning.removeUser("made.test", "eve");
        provisioning.removeDomain("made.test");
        provisioning.removeDomain("new.example.org");
        assertThat(directory.domain("made.test")).isEmpty();
        assertThat(directory.domain("example.org")).isPresent();
    }

    @Test
    void attributesMayHaveOtherNames() throws Exception {
        CachedDirectory directory = directory();
        Generation generation =
                Generation.builder(1, Instant.EPOCH)
                        .options(
                                Map.of(
                                        "LDAP_EQUIVALENCE_ADDRESSES",
                                        "employeeNumber",
                                        "LDAP_USER_MAIL_STATUS",
                                        "title"))
                        .build();
        source.modify(
                "uid=full" + PEOPLE,
                Map.of("employeeNumber", List.of("4711@example.org"), "title", List.of("hold")));
        assertThat(directory.prepare(generation)).isEmpty();
        directory.activate(generation);
        assertThat(found(directory, "4711@example.org")).isEqualTo("full");
        assertThat(status(directory, "full@example.org")).isEqualTo(Status.HOLD);
        assertThat(found(directory, "countess@example.org")).isEqualTo("all");
    }
}
