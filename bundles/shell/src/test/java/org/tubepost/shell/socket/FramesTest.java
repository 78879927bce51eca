// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void whatAnInterruptedCommandSaysStillGoesOutAndItStaysInterrupted() throws Exception {
        Pipe pipe = Pipe.open();
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(pipe.sink()));
        Thread.currentThread().interrupt();
        Frames.write(out, Frames.OUTPUT, new byte[] {'1', '7'}, 0, 2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pipe.sink().isOpen()).isTrue();
        DataInputStream in = new DataInputStream(Channels.newInputStream(pipe.source()));
        assertThat(in.readByte()).isEqualTo((byte) Frames.OUTPUT);
        assertThat(Frames.readBody(in)).containsExactly('1', '7');
    }
}
