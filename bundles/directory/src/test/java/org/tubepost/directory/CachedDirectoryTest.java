// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.directory.MemorySource.dn;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Reading;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The directory engine over a back end in memory, with a clock that the tests move. */
@Timeout(60)
class CachedDirectoryTest {
    private static final String DOMAIN = "example.com";

    @TempDir Path cache;
    private final MemorySource source = new MemorySource();
    private final AtomicLong clock = new AtomicLong();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private SmallFramework framework;
    private ServiceRegistration<DirectorySource> registration;
    private CachedDirectory directory;
    private StandardProvisioning provisioning;

    @BeforeEach
    void begin() throws Exception {
        framework = SmallFramework.start(cache);
        registration =
                framework.register(
                        DirectorySource.class, source, Map.of(DirectorySource.NAME, "memory"));
        DirectorySettings settings =
                ComponentSettings.of(
                        DirectorySettings.class,
                        Map.of("source", "memory", "defaultDomain", DOMAIN));
        directory =
                new CachedDirectory(
                        Sources.named(framework.context(), "memory"), settings, clock::get);
        provisioning = new StandardProvisioning(directory);
        source.domain(
                DOMAIN, "associatedDomain=example.net", "associatedDomain=xn--bcher-kva.example");
        source.user("alice", DOMAIN, "mailAlternateAddress=a.smith@example.com");
    }

    @AfterEach
    void end() throws Exception {
        workers.shutdownNow();
        directory.close();
        framework.close();
    }

    private void later(Duration by) {
        clock.addAndGet(by.toNanos());
    }

    private String found(String address) throws Exception {
        return directory.find(MailAddress.parse(address)).map(DirectoryEntry::dn).orElse("nobody");
    }

    private int asked(Action action) throws Exception {
        source.forgetSearches();
        action.run();
        return source.searches().size();
    }

    private interface Action {
        void run() throws Exception;
    }

    @Test
    void anAnswerIsKeptForItsTime() throws Exception {
        MailAddress alice = MailAddress.parse("alice@example.com");
        assertThat(directory.holds(alice)).isFalse();
        assertThat(asked(() -> found("alice@example.com"))).isEqualTo(2);
        assertThat(directory.holds(alice)).isTrue();
        later(Duration.ofSeconds(299));
        assertThat(asked(() -> found("Alice@EXAMPLE.com"))).isZero();
        later(Duration.ofSeconds(2));
        assertThat(directory.holds(alice)).isFalse();
        assertThat(asked(() -> found("alice@example.com"))).isEqualTo(2);
    }

    @Test
    void anAddressThatIsNotCachedCostsOneSearchInAKnownDomain() throws Exception {
        directory.domain(DOMAIN);
        source.user("all", DOMAIN, "mailAlternateAddress=@example.com");
        for (String address : List.of("alice", "a.smith", "alice+folder", "whoever")) {
            assertThat(asked(() -> found(address + "@example.com"))).as(address).isEqualTo(1);
            assertThat(asked(() -> found(address + "@example.com"))).as(address).isZero();
        }
    }

    @Test
    void optionsThatNameNoAttributeAreRefused() {
        Generation generation =
                Generation.builder(1, Instant.EPOCH)
                        .options(Map.of("LDAP_MAILHOST", "mail host", "LDAP_UID", "mail"))
                        .build();
        assertThat(directory.prepare(generation))
                .extracting(p -> p.text())
                .containsExactlyInAnyOrder(
                        "LDAP_MAILHOST is no name of an attribute: mail host",
                        "LDAP_UID and LDAP_PRIMARY_ADDRESS name one attribute, mail");
    }

    @Test
    void thatSomebodyDoesNotExistIsKeptForAShorterTime() throws Exception {
        found("alice@example.com");
        assertThat(asked(() -> found("bob@example.com"))).isPositive();
        later(Duration.ofSeconds(29));
        assertThat(asked(() -> found("bob@example.com"))).isZero();
        source.user("bob", DOMAIN);
        later(Duration.ofSeconds(2));
        assertThat(found("bob@example.com")).isEqualTo(dn("bob", DOMAIN));
    }

    @Test
    void aDomainThatIsNotOursIsAskedForOnce() throws Exception {
        assertThat(asked(() -> found("x@elsewhere.example"))).isEqualTo(1);
        assertThat(asked(() -> found("y@elsewhere.example"))).isZero();
    }

    @Test
    void addressesAreFoundInEachOfTheirForms() throws Exception {
        source.user("carol", DOMAIN, "mailEquivalentAddress=c@example.com");
        for (String address :
                List.of(
                        "alice@example.com",
                        "ALICE@example.com",
                        "a.smith@example.com",
                        "alice@example.net",
                        "alice@bücher.example",
                        "alice@xn--bcher-kva.example",
                        "alice")) {
            assertThat(found(address)).as(address).isEqualTo(dn("alice", DOMAIN));
        }
        assertThat(found("c@example.net")).isEqualTo(dn("carol", DOMAIN));
        assertThat(found("alice@[192.0.2.1]")).isEqualTo("nobody");
    }

    @Test
    void bothFormsOfAnInternationalDomainShareOneAnswer() throws Exception {
        found("alice@bücher.example");
        assertThat(asked(() -> found("alice@xn--bcher-kva.example"))).isZero();
    }

    @Test
    void aSubAddressReachesTheUserUnlessSomebodyHasIt() throws Exception {
        source.user("alice+work", DOMAIN);
        assertThat(found("alice+lists@example.net")).isEqualTo(dn("alice", DOMAIN));
        assertThat(found("alice+work@example.com")).isEqualTo(dn("alice+work", DOMAIN));
        assertThat(found("+alice@example.com")).isEqualTo("nobody");
    }

    @Test
    void aCatchAllTakesWhatNobodyHas() throws Exception {
        source.user("all", DOMAIN, "mailAlternateAddress=@example.com");
        assertThat(found("whoever@example.com")).isEqualTo(dn("all", DOMAIN));
        assertThat(found("whoever@example.net")).isEqualTo(dn("all", DOMAIN));
        assertThat(found("alice@example.com")).isEqualTo(dn("alice", DOMAIN));
    }

    @Test
    void anAliasDomainMayHaveACatchAllOfItsOwn() throws Exception {
        source.user("net", DOMAIN, "mailAlternateAddress=@example.net");
        assertThat(found("whoever@example.net")).isEqualTo(dn("net", DOMAIN));
        assertThat(found("whoever@example.com")).isEqualTo("nobody");
    }

    @Test
    void aDomainMayNameItsCatchAll() throws Exception {
        source.domain("other.example", "mailDomainCatchallAddress=alice@example.com");
        assertThat(found("whoever@other.example")).isEqualTo(dn("alice", DOMAIN));
        source.domain("bad.example", "mailDomainCatchallAddress=no address");
        assertThat(found("whoever@bad.example")).isEqualTo("nobody");
    }

    @Test
    void charactersOfAddressesAreNoCharactersOfFilters() throws Exception {
        source.user("star", DOMAIN, "mailAlternateAddress=a*(b)\\c@example.com");
        assertThat(found("*@example.com")).isEqualTo("nobody");
        assertThat(found("\"a*(b)\\\\c\"@example.com")).isEqualTo(dn("star", DOMAIN));
        assertThat(found("\"x)(mail=*\"@example.com")).isEqualTo("nobody");
        assertThat(directory.login("*")).isEmpty();
        assertThat(directory.domain("*")).isEmpty();
    }

    @Test
    void twoEntriesWithOneAddressAreNobodysFaultButWait() {
        source.user("bob", DOMAIN, "mailAlternateAddress=a.smith@example.com");
        assertThatThrownBy(() -> found("a.smith@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class);
    }

    @Test
    void anEntryThatIsNoRecipientIsNobody() throws Exception {
        source.put("uid=x,ou=People,o=example.com,o=tubepost", "uid=x", "mail=x@example.com");
        assertThat(found("x@example.com")).isEqualTo("nobody");
    }

    @Test
    void whenTheBackEndIsAwayNothingIsKnownAndNothingIsKept() throws Exception {
        source.away(true);
        assertThatThrownBy(() -> found("alice@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessage("away");
        assertThatThrownBy(() -> directory.values("ldap:///o=tubepost?mail?sub?(uid=alice)"))
                .isInstanceOf(DirectoryUnavailableException.class);
        source.away(false);
        assertThat(found("alice@example.com")).isEqualTo(dn("alice", DOMAIN));
        registration.unregister();
        assertThat(found("alice@example.com")).as("cached").isEqualTo(dn("alice", DOMAIN));
        assertThatThrownBy(() -> found("bob@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessage("no directory back end 'memory' is running");
    }

    @Test
    void manyWhoWantOneKeyAskOnce() throws Exception {
        directory.domain(DOMAIN);
        source.forgetSearches();
        CountDownLatch come = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        source.stopSearches(come, open);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(workers.submit(() -> found("alice@example.com")));
        }
        come.await();
        open.countDown();
        for (Future<String> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(dn("alice", DOMAIN));
        }
        assertThat(source.searches()).hasSize(1);
    }

    @Test
    void aFailureReachesAllWhoWaitForIt() throws Exception {
        directory.domain(DOMAIN);
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch come = new CountDownLatch(1);
        AnswerCache<String> answers =
                new AnswerCache<>(
                        ComponentSettings.of(DirectorySettings.class, Map.of()), clock::get);
        Future<Optional<String>> first =
                workers.submit(
                        () ->
                                answers.get(
                                        "k",
                                        k -> {
                                            come.countDown();
                                            try {
                                                open.await();
                                            } catch (InterruptedException stop) {
                                                Thread.currentThread().interrupt();
                                            }
                                            throw new DirectoryUnavailableException("away", null);
                                        }));
        come.await();
        Future<Optional<String>> second =
                workers.submit(() -> answers.get("k", k -> Optional.of("asked again")));
        assertThat(answers.get("other", k -> Optional.of("not kept waiting"))).isPresent();
        open.countDown();
        assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).hasMessageContaining("away");
        // The second either joined the first, or came after its end and asked for itself.
        try {
            assertThat(second.get(30, TimeUnit.SECONDS)).contains("asked again");
        } catch (ExecutionException joined) {
            assertThat(joined).hasMessageContaining("away");
        }
        assertThat(answers.holds("other")).isTrue();
    }

    @Test
    void whatWasAskedBeforeAChangeIsNotKeptAfterIt() throws Exception {
        directory.domain(DOMAIN);
        CountDownLatch come = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        source.stopSearches(come, open);
        Future<String> before = workers.submit(() -> found("bob@example.com"));
        come.await();
        source.stopSearches(new CountDownLatch(0), new CountDownLatch(0));
        source.user("bob", DOMAIN);
        directory.flush();
        open.countDown();
        assertThat(before.get(30, TimeUnit.SECONDS)).isIn("nobody", dn("bob", DOMAIN));
        assertThat(found("bob@example.com")).isEqualTo(dn("bob", DOMAIN));
    }

    @Test
    void provisioningForgetsWhatWasKnown() throws Exception {
        assertThat(found("bob@example.com")).isEqualTo("nobody");
        provisioning.addUser(DOMAIN, "bob", "Bob", new byte[0], Map.of());
        assertThat(found("bob@example.com")).isEqualTo(dn("bob", DOMAIN));
        provisioning.modifyUser(DOMAIN, "bob", Map.of("mailUserStatus", List.of("disabled")));
        assertThat(directory.find(MailAddress.parse("bob@example.com")).orElseThrow().status())
                .isEqualTo(Status.DISABLED);
        provisioning.removeUser(DOMAIN, "bob");
        assertThat(found("bob@example.com")).isEqualTo("nobody");
        provisioning.addGroup(DOMAIN, "team", List.of("alice@example.com", "x@x.example"));
        Group team = (Group) directory.find(MailAddress.parse("team@example.net")).orElseThrow();
        assertThat(team.memberDns()).containsExactly(dn("alice", DOMAIN));
        assertThat(team.memberAddresses()).containsExactly(MailAddress.parse("x@x.example"));
        assertThatThrownBy(() -> provisioning.removeDomain(DOMAIN))
                .isInstanceOf(ProvisioningException.class);
    }

    @Test
    void aFailedChangeForgetsToo() throws Exception {
        found("alice@example.com");
        assertThatThrownBy(() -> provisioning.addUser(DOMAIN, "alice", "A", new byte[0], Map.of()))
                .isInstanceOf(ProvisioningException.class);
        assertThat(asked(() -> found("alice@example.com"))).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "ALICE@Example.com, alice",
        "alice@example.net, alice",
        "alice@bücher.example, alice",
        "bob, ''",
        "alice@x.example, ''",
        "@example.com, ''",
        "alice@, ''"
    })
    void aLoginIsANameInADomain(String login, String uid) throws Exception {
        assertThat(directory.login(login).map(Account::uid).orElse("")).isEqualTo(uid);
    }

    @Test
    void aPasswordIsCheckedByTheBackEndAndNeverEmpty() throws Exception {
        source.user("bob", DOMAIN, "userPassword=secret", "userPassword=");
        Account bob = directory.login("bob").orElseThrow();
        assertThat(directory.checkPassword(bob, "secret".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(directory.checkPassword(bob, "wrong".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(directory.checkPassword(bob, new byte[0])).isFalse();
    }

    @Test
    void membersOfOneUnitAskForTheirDomainOnce() throws Exception {
        IntStream.range(0, 50).forEach(i -> source.user("u" + i, DOMAIN));
        directory.byDn(dn("alice", DOMAIN));
        assertThat(
                        asked(
                                () -> {
                                    for (int i = 0; i < 50; i++) {
                                        assertThat(directory.byDn(dn("u" + i, DOMAIN))).isPresent();
                                    }
                                }))
                .isEqualTo(50);
    }

    @Test
    void membersOfAGroupAreReadManyAtOnceAndTheirCacheIsUsed() throws Exception {
        List<String> dns = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            source.user("u" + i, DOMAIN);
            dns.add(dn("u" + i, DOMAIN));
        }
        source.put(
                "cn=John Doe,ou=People,o=example.com,o=tubepost",
                "objectClass=inetMailUser",
                "objectClass=inetLocalMailRecipient",
                "uid=john",
                "mail=john@example.com");
        // A name that is written in another way, one with another attribute, and two that are not.
        dns.set(7, "UID=u7, ou=people,o=example.com,o=tubepost");
        dns.add("cn=John Doe,ou=People,o=example.com,o=tubepost");
        dns.add(dn("none", DOMAIN));
        dns.add("nonsense");
        directory.byDn(dn("alice", DOMAIN));
        Map<String, Boolean> visited = new HashMap<>();
        long searches =
                asked(
                        () ->
                                directory.entries(
                                        dns, (dn, entry) -> visited.put(dn, entry.isPresent())));
        assertThat(visited.keySet()).containsExactlyInAnyOrderElementsOf(dns);
        assertThat(visited.entrySet())
                .filteredOn(e -> !e.getValue())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(dn("none", DOMAIN), "nonsense");
        assertThat(searches).as("three searches, and one for each odd name").isLessThanOrEqualTo(7);
        assertThat(asked(() -> directory.entries(dns.subList(0, 250), (dn, entry) -> {}))).isZero();
    }

    @Test
    void aCommaInANameIsNoSeparator() throws Exception {
        String odd = "cn=Smith\\, John,ou=People,o=example.com,o=tubepost";
        source.put(
                odd,
                "objectClass=inetMailUser",
                "objectClass=inetLocalMailRecipient",
                "uid=john",
                "mail=john@example.com");
        source.forgetSearches();
        assertThat(directory.byDn(odd)).isPresent();
        assertThat(source.searches())
                .extracting(r -> r.baseDn())
                .containsExactly(
                        odd, "ou=People,o=example.com,o=tubepost", "o=example.com,o=tubepost");
    }

    @Test
    void anEntryOutsideAllDomainsIsNobody() throws Exception {
        source.put("uid=x,o=elsewhere", "objectClass=inetMailUser", "uid=x", "mail=x@example.com");
        assertThat(directory.byDn("uid=x,o=elsewhere")).isEmpty();
        assertThat(directory.byDn("uid=none,o=tubepost")).isEmpty();
    }

    @Test
    void anLdapUrlYieldsValuesOfItsFirstAttribute() throws Exception {
        source.user("bob", DOMAIN, "l=Bonn", "mailAlternateAddress=b@example.com");
        source.user("carol", DOMAIN, "l=Bonn", "mailAlternateAddress=b@example.com");
        assertThat(directory.values("ldap:///o=tubepost?mail,uid?sub?(l=bonn)"))
                .containsExactlyInAnyOrder("bob@example.com", "carol@example.com");
        assertThat(directory.values("ldap:///o=tubepost?mailAlternateAddress?sub?(l=bonn)"))
                .containsExactly("b@example.com");
        assertThat(directory.values("ldap://any.host/o%3Dtubepost?uid?sub?(uid=a%6Cice)"))
                .containsExactly("alice");
        assertThat(directory.values("ldap:///" + dn("bob", DOMAIN) + "?mail"))
                .containsExactly("bob@example.com");
        assertThat(directory.values("ldap:///ou=People,o=example.com,o=tubepost?uid?one"))
                .containsExactlyInAnyOrder("alice", "bob", "carol");
    }

    @Test
    void anLdapUrlIsAskedOnceAndItsAbsenceIsKeptForAShorterTime() throws Exception {
        String known = "ldap:///o=tubepost?mail?sub?(uid=alice)";
        String unknown = "ldap:///o=tubepost?mail?sub?(uid=nobody)";
        directory.values(known);
        assertThat(directory.values(unknown)).isEmpty();
        assertThat(asked(() -> directory.values(known))).isZero();
        assertThat(asked(() -> directory.values(unknown))).isZero();
        later(Duration.ofSeconds(31));
        assertThat(asked(() -> directory.values(known))).isZero();
        assertThat(asked(() -> directory.values(unknown))).isEqualTo(1);
    }

    @Test
    void entriesThatAUrlFindsAreNotAskedForAgain() throws Exception {
        IntStream.range(0, 50).forEach(i -> source.user("u" + i, DOMAIN, "l=Ulm"));
        List<String> names = directory.values("ldap:///o=tubepost??sub?(l=Ulm)");
        assertThat(names).hasSize(50);
        assertThat(
                        asked(
                                () -> {
                                    for (String name : names) {
                                        assertThat(directory.byDn(name)).isPresent();
                                    }
                                }))
                .isZero();
    }

    @Test
    void entriesOfALargeGroupPassByAndAreNotKept() throws Exception {
        IntStream.range(0, 500).forEach(i -> source.user("u" + i, DOMAIN, "l=Ulm"));
        source.put("uid=x,ou=People,o=example.com,o=tubepost", "uid=x", "l=Ulm");
        List<String> visited = new ArrayList<>();
        List<String> noRecipients = new ArrayList<>();
        directory.entries(
                "ldap:///o=tubepost??sub?(l=Ulm)",
                (dn, entry) -> (entry.isPresent() ? visited : noRecipients).add(dn));
        assertThat(visited).hasSize(500).doesNotHaveDuplicates();
        assertThat(noRecipients).containsExactly("uid=x,ou=People,o=example.com,o=tubepost");
        assertThat(directory.readings())
                .contains(new Reading("directory_cached_answers", Map.of("cache", "entry"), 0));
    }

    @Test
    void whatIsNoLdapUrlIsRefused() {
        for (String url : List.of("http://x", "ldap:///o=x?a?deep", "ldap:///a?b?sub?c?d?e", "x")) {
            assertThatThrownBy(() -> directory.values(url))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void hitsAndMissesCanBeRead() throws Exception {
        found("alice@example.com");
        found("alice@example.com");
        assertThat(directory.readings())
                .contains(
                        new Reading(
                                "directory_lookups_total",
                                Map.of("cache", "address", "result", "hit"),
                                1),
                        new Reading(
                                "directory_lookups_total",
                                Map.of("cache", "address", "result", "miss"),
                                1));
    }

    @Test
    void newPasswordLetsWhatIsKnownOfOthersStand() throws Exception {
        source.user("bob", DOMAIN);
        found("bob@example.com");
        directory.login("alice");
        provisioning.setPassword(DOMAIN, "alice", new byte[] {'x'});
        assertThat(asked(() -> found("bob@example.com"))).isZero();
        assertThat(asked(() -> directory.login("alice"))).isEqualTo(1);
    }

    @Test
    void searchFilterOfADomainMayEndInAPercentSign() throws Exception {
        source.domain("percent.example", "inetDomainSearchFilter=(uid=%U)%")
                .user("alice", "percent.example");
        // What the server makes of it is no business of the template.
        assertThatThrownBy(() -> directory.login("alice@percent.example"))
                .hasMessageContaining("(uid=alice)%");
    }
}
