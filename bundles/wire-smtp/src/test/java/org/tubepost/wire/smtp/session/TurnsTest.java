// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.PlayedConnection;
import org.tubepost.wire.smtp.session.Turns.Turn;

class TurnsTest {
    private final PlayedConnection connection = new PlayedConnection(TlsMode.NONE, Map.of());
    private final Turns turns = new Turns(connection, 10);

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String next() {
        return StandardCharsets.US_ASCII.decode(turns.head().duplicate()).toString();
    }

    @Test
    void whatIsForgottenAtStartTlsHoldsReadingUpNoLonger() {
        turns.give(Turn.OURS);
        assertThat(turns.take(octets("more than ten"))).isFalse();
        assertThat(connection.suspended).isTrue();
        turns.waitForHandshake();
        assertThat(connection.suspended).isFalse();
    }

    @Test
    void whatIsLeftOfLentOctetsIsKeptThoughTheBufferIsUsedAgain() {
        turns.give(Turn.CLIENT);
        ByteBuffer shared = octets("NOOP\r\n");
        assertThat(turns.take(shared)).isTrue();
        assertThat(next()).isEqualTo("NOOP\r\n");
        turns.head().position(2);
        turns.keep();
        shared.clear().put(octets("RSETQU"));
        assertThat(turns.take(octets("QUIT"))).isFalse();
        assertThat(next()).isEqualTo("OP\r\n");
    }
}
