// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Status;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Malformed;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;
import org.tubepost.api.security.SaslExchange.Turn;
import org.tubepost.testkit.ComponentSettings;

/** Logins by client certificate. */
class ExternalMechanismTest {
    private Path folder;
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        this.folder = folder;
        house =
                new LoginHouse(
                        folder,
                        Map.of("administratorGroup", "cn=Service Administrators,o=tubepost"));
        house.offer(
                "EXTERNAL",
                new ExternalMechanism(
                        house.admission,
                        ComponentSettings.of(
                                CertificateSettings.class,
                                Map.of("mapping", new String[] {"email", "uid", "subject"}))));
        house.user(LoginHouse.ALICE, "x");
        house.user("bob@example.com", "x");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private AuthenticationOutcome login(X509Certificate certificate, String authorization) {
        AuthenticationContext context =
                LoginHouse.tls("imap", Optional.empty(), Optional.of(certificate));
        Turn turn =
                house.logins
                        .begin("EXTERNAL", context)
                        .orElseThrow()
                        .respond(authorization.getBytes(StandardCharsets.UTF_8));
        return ((Turn.Done) turn).outcome();
    }

    private static String id(AuthenticationOutcome outcome) {
        return ((Accepted) outcome).identity().id();
    }

    @Test
    void userIsFoundByAddressUidOrSubject() throws Exception {
        assertThat(id(login(TestCertificates.of(folder, "CN=A", LoginHouse.ALICE), "")))
                .isEqualTo(LoginHouse.ALICE);
        assertThat(id(login(TestCertificates.of(folder, "UID=bob@example.com"), "")))
                .isEqualTo("bob@example.com");
        house.users.get("bob@example.com").put("certSubjectDN", List.of("CN=Robert"));
        assertThat(id(login(TestCertificates.of(folder, "CN=Robert"), "bob@example.com")))
                .isEqualTo("bob@example.com");
        assertThat(house.lastRecord())
                .startsWith("bob@example.com mechanism=EXTERNAL ")
                .endsWith("accepted: certificate CN=Robert");
    }

    @Test
    void whatMustNotWork() throws Exception {
        assertThat(house.logins.begin("EXTERNAL", LoginHouse.tls())).isEmpty();
        assertThat(
                        house.logins.begin(
                                "EXTERNAL",
                                LoginHouse.tls("imap", Optional.empty(), Optional.empty())))
                .isEmpty();
        X509Certificate alice = TestCertificates.of(folder, "CN=A", LoginHouse.ALICE);
        assertThat(login(TestCertificates.of(folder, "CN=Nobody"), ""))
                .isInstanceOf(Rejected.class);
        assertThat(login(alice, "bob@example.com")).isInstanceOf(Rejected.class);
        assertThat(login(alice, "a\0b")).isInstanceOf(Malformed.class);
        house.domainMaps.put("example.com", "uid");
        assertThat(login(alice, "")).isInstanceOf(Rejected.class);
        house.domainMaps.put("example.com", "uid, email");
        assertThat(login(alice, "")).isInstanceOf(Accepted.class);
        house.states.put(LoginHouse.ALICE, Status.DISABLED);
        assertThat(login(alice, "")).isInstanceOf(Rejected.class);
    }

    @Test
    void membersOfTheGroupsActAsOthers() throws Exception {
        X509Certificate alice = TestCertificates.of(folder, "CN=A", LoginHouse.ALICE);
        house.user("eve@other.test", "x");
        house.groups.put(
                "cn=Domain Administrators,ou=Groups,o=example.com,o=tubepost",
                List.of("uid=alice, ou=People, o=example.com, o=tubepost"));
        assertThat(id(login(alice, "bob@example.com"))).isEqualTo("bob@example.com");
        assertThat(house.lastRecord()).contains("administrator=" + LoginHouse.ALICE);
        assertThat(login(alice, "eve@other.test")).isInstanceOf(Rejected.class);
        house.groups.put(
                "cn=Service Administrators,o=tubepost",
                List.of("uid=bob,ou=People,o=example.com,o=tubepost"));
        assertThat(login(alice, "bob@example.com")).isInstanceOf(Rejected.class);
        house.groups.put(
                "cn=Service Administrators,o=tubepost",
                List.of("UID=Alice,ou=People,o=example.com,o=tubepost"));
        assertThat(id(login(alice, "eve@other.test"))).isEqualTo("eve@other.test");
    }
}
