// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The other end of the {@link CommandSocket}, run by the launcher as a program of its own: sends a
 * command, prints what comes back, ends with the command's status. Needs no terminal and reads no
 * input. At a Ctrl-C it tells the server that the command is to stop, and still prints what that
 * says at its end.
 */
public final class CommandClient {
    private static final int NO_SERVER = 69;
    private static final int STOP_SECONDS = 30;
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private CommandClient() {}

    /** Arguments: the socket's path, then the command. */
    public static void main(String[] arguments) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream error = new FileOutputStream(FileDescriptor.err);
        int status = NO_SERVER;
        try {
            status = run(Path.of(arguments[0]), arguments[1], out, error);
        } catch (IOException failed) {
            tell(error, "tubepost: the server does not answer: " + failed.getMessage() + "\n");
        }
        ENDED.countDown();
        System.exit(status);
    }

    private static int run(Path socket, String command, OutputStream out, OutputStream error)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(channel)));
            byte[] octets = command.getBytes(StandardCharsets.UTF_8);
            Frames.write(
                    new DataOutputStream(Channels.newOutputStream(channel)),
                    Frames.COMMAND,
                    octets,
                    0,
                    octets.length);
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            while (true) {
                int kind = in.readByte();
                byte[] body = Frames.readBody(in);
                switch (kind) {
                    case Frames.OUTPUT -> out.write(body);
                    case Frames.ERROR -> error.write(body);
                    case Frames.EXIT -> {
                        ENDED.countDown();
                        return body[0];
                    }
                    default -> throw new IOException("unknown frame " + kind);
                }
            }
        } catch (EOFException gone) {
            throw new IOException("it closed the connection", gone);
        }
    }

    /** Ends our side, and lets the other thread print what still comes. */
    private static void stop(SocketChannel channel) {
        try {
            if (ENDED.getCount() > 0) {
                channel.shutdownOutput();
                ENDED.await(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException | InterruptedException gone) {
            // Nothing more can be said.
            ENDED.countDown();
        }
    }

    private static void tell(OutputStream error, String text) {
        try {
            error.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException nowhere) {
            System.exit(NO_SERVER);
        }
    }
}
