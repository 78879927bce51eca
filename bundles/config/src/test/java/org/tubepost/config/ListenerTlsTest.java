// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ListenerDefinition.FilterText;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.SourceLocation;

/** What {@code dispatcher.cnf} says of TLS, of access filters and of sessions of an account. */
class ListenerTlsTest {
    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    @Test
    void everyPortOfAServiceSpeaksTlsAsItsSectionSays() {
        List<ListenerDefinition> listeners =
                etc.file(
                                "dispatcher.cnf",
                                "TLS_PROFILE=intermediate\n[SERVICE=A]\nPORT=1\nTLS_PORT=2\n"
                                        + "TLS_CLIENT_CERTIFICATE=request\nTLS_TRUST_FILE=etc/ca.pem\n"
                                        + "TLS_PROTOCOLS=TLSv1.2, TLSv1.3\n"
                                        + "TLS_CIPHERS=TLS_AES_256_GCM_SHA384\n[SERVICE=B]\nPORT=3\n")
                        .sound()
                        .listeners();
        assertThat(listeners.get(0).serverTls())
                .isEqualTo(
                        new ServerTls(
                                ServerTls.ClientCertificates.REQUEST,
                                "etc/ca.pem",
                                ServerTls.Profile.INTERMEDIATE,
                                List.of("TLSv1.2", "TLSv1.3"),
                                List.of("TLS_AES_256_GCM_SHA384"),
                                new SourceLocation("dispatcher.cnf", 6, 1)));
        assertThat(listeners.get(1).serverTls()).isEqualTo(listeners.get(0).serverTls());
        assertThat(listeners.get(2).serverTls().clients())
                .isEqualTo(ServerTls.ClientCertificates.NONE);
        assertThat(listeners.get(2).serverTls().profile())
                .isEqualTo(ServerTls.Profile.INTERMEDIATE);
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThat(
                        etc.file(
                                        "dispatcher.cnf",
                                        "[SERVICE=A]\nPORT=1\nTLS_PROFILE=best\n"
                                                + "TLS_PROTOCOLS=TLSv1.2,SSLv9\nTLS_CIPHERS=,\n"
                                                + "TLS_CLIENT_CERTIFICATE=REQUIRE\n"
                                                + "MAX_SESSIONS_PER_ACCOUNT=0\n")
                                .problems())
                .containsExactlyInAnyOrder(
                        "dispatcher.cnf:3:13: error: TLS_PROFILE is one of [MODERN, INTERMEDIATE,"
                                + " OLD]",
                        "dispatcher.cnf:4:23: error: TLS_PROTOCOLS: 'SSLv9' is not known to Java",
                        "dispatcher.cnf:5:1: error: TLS_CIPHERS is empty",
                        "dispatcher.cnf:6:1: error: TLS_CLIENT_CERTIFICATE needs TLS_TRUST_FILE",
                        "dispatcher.cnf:7:1: error: MAX_SESSIONS_PER_ACCOUNT must be between 1 and"
                                + " 1000000");
    }

    @Test
    void filtersAreHandedOnWithTheirPlace() {
        ListenerDefinition listener =
                etc.file(
                                "dispatcher.cnf",
                                "[SERVICE=A]\nPORT=1\nDOMAIN_ALLOWED= ALL: 10. EXCEPT 10.9.\n"
                                        + "MAX_SESSIONS_PER_ACCOUNT=7\n")
                        .sound()
                        .listeners()
                        .get(0);
        assertThat(listener.allowed())
                .contains(
                        new FilterText(
                                "ALL: 10. EXCEPT 10.9.",
                                new SourceLocation("dispatcher.cnf", 3, 17)));
        assertThat(listener.denied()).isEqualTo(Optional.empty());
        assertThat(listener.maxSessionsPerAccount()).isEqualTo(7);
    }
}
