// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.api.directory.EntryKind.GROUP;
import static org.tubepost.api.directory.EntryKind.USER;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.ProvisioningException;

/** What the administrator of one domain may see and do. */
@Timeout(60)
class AuthorityTest extends AdministeredDirectory {

    private static AttributeChange set(String attribute, String value) {
        return new AttributeChange(attribute, Operation.REPLACE, List.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "msgVanityDomain",
                "MSGVANITYDOMAIN",
                "msgVanityDomain;lang-de",
                "msgVanityDomain;binary",
                "2.16.840.1.113730.3.1.999",
                "oid.2.16.840.1.113730.3.1.999",
                "sunPreferredDomain",
                "aliasedEntryName"
            })
    void noSpellingOfAnAttributeReachesBeyondTheDomain(String attribute) throws Exception {
        Map<String, List<String>> given = Map.of(attribute, List.of("other.example"));
        assertThatThrownBy(() -> admin.add(BOUNDED, USER, "eve@example.com", given))
                .isInstanceOf(ProvisioningException.class);
        assertThatThrownBy(
                        () ->
                                admin.modify(
                                        BOUNDED,
                                        USER,
                                        "alice@example.com",
                                        List.of(set(attribute, "other.example"))))
                .isInstanceOf(ProvisioningException.class);
        assertThat(
                        load(
                                        BOUNDED,
                                        false,
                                        "dn: " + MemorySource.dn("alice", "example.com"),
                                        "changetype: modify",
                                        "replace: " + attribute,
                                        attribute + ": other.example",
                                        "-")
                                .refused())
                .isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "userid, 'two words'",
        "rfc822Mailbox, nobody@elsewhere.example",
        "mail;lang-de, nobody@elsewhere.example",
        "mailQuota;x-big, 1G",
        "objectClass, 2.5.6.7",
        "userPassword;x-clear, secret"
    })
    void rulesSeeAttributesUnderAnyName(String attribute, String value) {
        assertThatThrownBy(
                        () ->
                                admin.modify(
                                        ROOT,
                                        USER,
                                        "alice@example.com",
                                        List.of(set(attribute, value))))
                .isInstanceOf(ProvisioningException.class);
    }

    @Test
    void nobodyIsPutIntoGroupsOfOtherDomains() throws Exception {
        for (String other :
                List.of(
                        "staff@other.example",
                        "staff",
                        "STAFF@com",
                        "staff@other.example@example.com")) {
            assertThatThrownBy(
                            () ->
                                    admin.modify(
                                            BOUNDED,
                                            USER,
                                            "alice@example.com",
                                            List.of(set("aclGroupAddr", other))))
                    .as(other)
                    .isInstanceOf(ProvisioningException.class);
        }
        admin.modify(
                BOUNDED,
                USER,
                "alice@example.com",
                List.of(set("aclGroupAddr", "Staff@Example.com")));
        assertThat(directory.memberships(directory.login("alice@example.com").orElseThrow()))
                .containsExactly("staff@example.com");
    }

    @Test
    void textsMayHaveVariantsInLanguages() throws Exception {
        admin.modify(
                BOUNDED,
                USER,
                "alice@example.com",
                List.of(set("mailAutoReplyText;lang-de", "Zurück am Montag.")));
        assertThat(admin.show(BOUNDED, USER, "alice@example.com").all("mailAutoReplyText;lang-de"))
                .containsExactly("Zurück am Montag.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sunManagedOrganization", "inetAdmin", "costemplate"})
    void userDoesNotBecomeSomethingElse(String objectClass) {
        assertThatThrownBy(
                        () ->
                                admin.add(
                                        BOUNDED,
                                        USER,
                                        "eve@example.com",
                                        Map.of("objectClass", List.of(objectClass))))
                .hasMessageContaining("only and may not make an entry");
    }

    @Test
    void groupOfARoleIsNotMadeByThoseWhomItBounds() throws Exception {
        assertThatThrownBy(
                        () ->
                                admin.add(
                                        BOUNDED,
                                        GROUP,
                                        "Domain Administrators@example.com",
                                        Map.of("member", List.of("alice@example.com"))))
                .isInstanceOf(ProvisioningException.class);
        for (String dn :
                List.of(
                        "cn=Domain Administrators,ou=Groups,o=example.com,o=tubepost",
                        "commonName=Domain\\20Administrators,ou=Groups,o=example.com,o=tubepost",
                        "2.5.4.3=Domain Administrators,ou=Groups,o=example.com,o=tubepost")) {
            load(
                    BOUNDED,
                    false,
                    "dn: " + dn,
                    "objectClass: inetMailGroup",
                    "objectClass: inetLocalMailRecipient",
                    "objectClass: groupOfUniqueNames",
                    "cn: Domain Administrators",
                    "mail: admins@example.com",
                    "uniqueMember: uid=alice,ou=People,o=example.com,o=tubepost");
            assertThat(wrong).as(dn).hasSize(1);
        }
    }

    @Test
    void secretsAreNeitherShownNorFoundByFilters() throws Exception {
        source.user(
                "carol",
                "example.com",
                "userPassword={SSHA}hash",
                "authPassword=SCRAM-SHA-256$keys",
                "tubepostAppPassword=app",
                "userPassword;x-old=old");
        List<String> secrets =
                List.of(
                        "userPassword",
                        "authPassword",
                        "tubepostAppPassword",
                        "userPassword;x-old");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        admin.interchange().exportTo(out, Format.LDIF, "", BOUNDED);
        String exported = out.toString(StandardCharsets.UTF_8);
        for (String secret : secrets) {
            assertThat(admin.show(BOUNDED, USER, "carol@example.com").all(secret)).isEmpty();
            assertThat(admin.show(ROOT, USER, "carol@example.com").all(secret)).hasSize(1);
            assertThat(admin.list(BOUNDED, USER, "", Map.of()))
                    .hasSize(2)
                    .allMatch(r -> r.all(secret).isEmpty());
            assertThatThrownBy(() -> admin.list(BOUNDED, USER, "", Map.of(secret, "*")))
                    .hasMessageContaining("is not shown");
            assertThat(exported).doesNotContainIgnoringCase(secret);
        }
    }

    @Test
    void passwordsAreNotGuessedByImportsOfWhatIsThere() throws Exception {
        source.user("carol", "example.com", "userPassword=secret");
        for (String guess : List.of("secret", "wrong")) {
            load(
                    BOUNDED,
                    false,
                    "dn: " + MemorySource.dn("carol", "example.com"),
                    "objectClass: inetMailUser",
                    "uid: carol",
                    "userPassword: " + guess);
            assertThat(wrong).isEmpty();
        }
    }
}
