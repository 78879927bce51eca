// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DepartureTest {

    @Test
    void clientThatClosesStopsItsCommand() throws Exception {
        Pipe pipe = Pipe.open();
        Departure departure = new Departure(pipe.source(), Thread.currentThread(), new Object());
        assertThat(departure.getAsBoolean()).isFalse();
        pipe.sink().close();
        departure.run();
        assertThat(departure.getAsBoolean()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void clientThatClosesAfterTheEndOfItsCommandInterruptsNobody() throws Exception {
        Pipe pipe = Pipe.open();
        Departure departure = new Departure(pipe.source(), Thread.currentThread(), new Object());
        departure.over();
        pipe.sink().close();
        departure.run();
        assertThat(Thread.interrupted()).isFalse();
    }
}
