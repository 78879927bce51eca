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

/**
 * The other end of the {@link CommandSocket}, run by the launcher as a program of its own: sends a
 * command, prints what comes back, ends with the command's status. Needs no terminal and reads no
 * input.
 */
public final class CommandClient {
    private static final int NO_SERVER = 69;

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
        System.exit(status);
    }

    private static int run(Path socket, String command, OutputStream out, OutputStream error)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
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
                        return body[0];
                    }
                    default -> throw new IOException("unknown frame " + kind);
                }
            }
        } catch (EOFException gone) {
            throw new IOException("it closed the connection", gone);
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
