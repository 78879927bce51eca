// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.auth.password.StoredPassword;
import org.tubepost.auth.scram.ScramVerifier;

/** How passwords are kept in entries, and what becomes of those that others change. */
class StoredCredentialsTest {
    private static final String DOMAIN = "example.com";

    private final MemorySource source = new MemorySource();
    private final CachedDirectory directory = CachedDirectory.standingAlone(source);
    private final StandardProvisioning provisioning = new StandardProvisioning(directory);

    @BeforeEach
    void begin() {
        source.domain(DOMAIN);
        source.user("alice", DOMAIN);
    }

    private List<String> stored(String attribute) throws Exception {
        return directory.login("alice@example.com").orElseThrow().attributes().all(attribute);
    }

    @Test
    void passwordIsStoredHashedAndForScram() throws Exception {
        byte[] password = "s3cret".getBytes(StandardCharsets.UTF_8);
        provisioning.setPassword(DOMAIN, "alice", password);
        assertThat(stored("userPassword")).singleElement().asString().startsWith("{SSHA512}");
        assertThat(StoredPassword.parse(stored("userPassword").get(0)).matches(password)).isTrue();
        assertThat(stored("authPassword"))
                .hasSize(2)
                .allMatch(v -> ScramVerifier.parse(v).isPresent())
                .allMatch(v -> StoredPassword.parse(v).matches(password));
        assertThat(provisioning.refreshPassword(DOMAIN, "alice", password)).isFalse();
    }

    @Test
    void oldFormIsReplacedAndWhatCannotBeSeenIsNot() throws Exception {
        byte[] password = "s3cret".getBytes(StandardCharsets.UTF_8);
        assertThat(provisioning.refreshPassword(DOMAIN, "alice", password)).isFalse();
        provisioning.modifyUser(
                DOMAIN,
                "alice",
                Map.of("userPassword", List.of("{SHA}/vNB+F2HQ559kaLUZbmHHvZrXpg=")));
        assertThat(provisioning.refreshPassword(DOMAIN, "alice", password)).isTrue();
        assertThat(stored("userPassword").get(0)).startsWith("{SSHA512}");
        provisioning.modifyUser(DOMAIN, "alice", Map.of("authPassword", List.of()));
        assertThat(provisioning.refreshPassword(DOMAIN, "alice", password)).isTrue();
        assertThat(stored("authPassword")).hasSize(2);
    }

    @Test
    void passwordThatIsNotTheStoredOneAnyMoreIsNotStoredAnew() throws Exception {
        byte[] old = "s3cret".getBytes(StandardCharsets.UTF_8);
        for (String now : List.of("{CLEARTEXT}changed", "{SASL}alice@REALM", "{SHA}x")) {
            source.user("alice", DOMAIN, "userPassword=" + now);
            assertThat(provisioning.refreshPassword(DOMAIN, "alice", old)).isFalse();
            provisioning.modifyUser(DOMAIN, "alice", Map.of("tubepostLoginPolicy", List.of("any")));
            assertThat(stored("userPassword")).containsExactly(now);
        }
    }

    @Test
    void oneValueIsReplacedInTheEntryAsItIsNow() throws Exception {
        source.user("alice", DOMAIN, "tubepostAppPassword=a", "tubepostAppPassword=b");
        directory.login("alice@example.com");
        source.user("alice", DOMAIN, "tubepostAppPassword=b");
        assertThat(replaced(Optional.of("a"), Optional.of("a2"))).isFalse();
        assertThat(stored("tubepostAppPassword")).containsExactly("b");
        assertThat(replaced(Optional.of("b"), Optional.of("b2"))).isTrue();
        assertThat(replaced(Optional.empty(), Optional.of("c"))).isTrue();
        assertThat(stored("tubepostAppPassword")).containsExactly("b2", "c");
        assertThat(replaced(Optional.of("c"), Optional.empty())).isTrue();
        assertThat(stored("tubepostAppPassword")).containsExactly("b2");
    }

    @Test
    void valueThatAnotherHostWritesMeanwhileStays() throws Exception {
        source.user("alice", DOMAIN, "tubepostAppPassword=a", "tubepostAppPassword=b");
        meanwhile("tubepostAppPassword", "a", "b", "theirs");
        assertThat(replaced(Optional.of("a"), Optional.of("a2"))).isTrue();
        meanwhile("tubepostAppPassword", "a2", "theirs");
        assertThat(replaced(Optional.of("b"), Optional.of("b2"))).isFalse();
        meanwhile("tubepostAppPassword", "a2", "theirs", "c");
        assertThat(replaced(Optional.of("a2"), Optional.of("c"))).isTrue();
        assertThat(stored("tubepostAppPassword")).containsExactly("theirs", "c");
    }

    @Test
    void passwordThatAnotherHostChangesMeanwhileIsNotOverwritten() throws Exception {
        source.user("alice", DOMAIN, "userPassword={CLEARTEXT}s3cret");
        meanwhile("userPassword", "{CLEARTEXT}changed");
        byte[] old = "s3cret".getBytes(StandardCharsets.UTF_8);
        assertThat(provisioning.refreshPassword(DOMAIN, "alice", old)).isFalse();
        assertThat(stored("userPassword")).containsExactly("{CLEARTEXT}changed");
        assertThat(stored("authPassword")).isEmpty();
    }

    @Test
    void whatIsNotOnlyOfLoginsIsRefused() {
        assertThatThrownBy(
                        () ->
                                provisioning.replaceValue(
                                        DOMAIN,
                                        "alice",
                                        "mailAlternateAddress",
                                        Optional.empty(),
                                        Optional.of("other@example.com")))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("mailAlternateAddress");
    }

    /** Between the next look at the entry and what is done then. */
    private void meanwhile(String attribute, String... values) {
        source.afterSearch(
                "(&(objectClass=inetMailUser)(uid=alice))",
                () ->
                        source.modify(
                                MemorySource.dn("alice", DOMAIN),
                                Map.of(attribute, List.of(values))));
    }

    private boolean replaced(Optional<String> old, Optional<String> fresh) throws Exception {
        return provisioning.replaceValue(DOMAIN, "alice", "tubepostAppPassword", old, fresh);
    }
}
