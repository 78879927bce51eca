// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.PlayedConnection;

class ServedNetworksTest {
    private final ServedNetworks networks = new ServedNetworks();

    private static ListenerDefinition listener(String clients) {
        return new PlayedConnection("lmtp", TlsMode.STARTTLS, Map.of("CLIENTS", clients))
                .listener();
    }

    private void keep(String... clients) {
        networks.keep(
                Generation.builder(1, Instant.EPOCH)
                        .listeners(
                                Arrays.stream(clients).map(ServedNetworksTest::listener).toList())
                        .build());
    }

    @Test
    void whatAGenerationServesIsReadOnce() {
        keep("192.0.2.0/24", "not one");
        ClientNetworks known = networks.of(listener("192.0.2.0/24"));
        assertThat(networks.of(listener("192.0.2.0/24"))).isSameAs(known);
        keep("198.51.100.0/24");
        assertThat(networks.of(listener("192.0.2.0/24"))).isNotSameAs(known);
    }

    @Test
    void aListenerOfNoGenerationServesWhatItSays() throws Exception {
        InetAddress client = InetAddress.getByName("192.0.2.9");
        assertThat(networks.of(listener("192.0.2.0/24")).holds(client)).isTrue();
        assertThat(networks.of(listener("192.0.3.0/24")).holds(client)).isFalse();
        assertThatThrownBy(() -> networks.of(listener("not one")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
