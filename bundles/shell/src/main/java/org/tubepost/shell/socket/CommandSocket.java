// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.security.auth.Subject;
import jdk.net.ExtendedSocketOptions;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.shell.HouseCommand;

/**
 * Runs shell commands for scripts: a Unix socket in the home that only the owner of the process may
 * open, so that the file system is the password. One command a connection; its output goes back as
 * it comes, then its exit status. It has the rights of an administrator, and the name of the
 * client's user in the operating system. When the client goes, a command that is under way is
 * stopped.
 */
@Component(
        immediate = true,
        service = {})
public final class CommandSocket {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSocket.class);
    private static final String[] ROLES = {"admin", "manager", "viewer", "systembundles", "ssh"};

    private final SessionFactory sessions;
    private final Path file;
    private final ServerSocketChannel server;
    private final ExecutorService threads;

    /** Listens on {@code data/shell.sock} in the home. */
    @Activate
    public CommandSocket(@Reference SessionFactory sessions) throws IOException {
        this.sessions = sessions;
        this.file = HomeDirectory.path("data", "shell.sock");
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        this.threads =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "shell-command");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.execute(this::accept);
    }

    @Deactivate
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
        Files.deleteIfExists(file);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                if (server.isOpen()) {
                    LOG.warn("Command socket", closed);
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            DataOutputStream to = new DataOutputStream(Channels.newOutputStream(client));
            if (in.readByte() != Frames.COMMAND) {
                throw new IOException("not a command");
            }
            String command = new String(Frames.readBody(in), StandardCharsets.UTF_8);
            Departure departure = new Departure(client, Thread.currentThread(), to);
            threads.execute(departure);
            byte status = run(command, user(client), to, departure);
            departure.over();
            Frames.write(to, Frames.EXIT, new byte[] {status}, 0, 1);
        } catch (IOException gone) {
            LOG.debug("A command's client went away", gone);
        }
    }

    private static String user(SocketChannel client) {
        try {
            return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException unknown) {
            // Not all systems tell; only the owner of the server can open the socket anyway.
            return System.getProperty("user.name");
        }
    }

    private byte run(String command, String user, DataOutputStream to, Departure departure) {
        PrintStream out =
                new PrintStream(Frames.stream(to, Frames.OUTPUT), false, StandardCharsets.UTF_8);
        PrintStream error =
                new PrintStream(
                        new PlainText(Frames.stream(to, Frames.ERROR)),
                        true,
                        StandardCharsets.UTF_8);
        PrintStream buffered =
                new PrintStream(
                        new PlainText(new java.io.BufferedOutputStream(out, 8_192)),
                        false,
                        StandardCharsets.UTF_8);
        try (Session session =
                sessions.create(new ByteArrayInputStream(new byte[0]), buffered, error)) {
            session.put(Session.SCOPE, "shell:bundle:*");
            session.put(HouseCommand.STOPPED, departure);
            session.put("APPLICATION", System.getProperty("karaf.name", "root"));
            String line = new OptionsFirst(session.getRegistry()).apply(command);
            Object result =
                    Subject.doAs(
                            administrator(user),
                            (PrivilegedExceptionAction<Object>) () -> session.execute(line));
            if (result != null) {
                buffered.println(result);
            }
            return 0;
        } catch (Exception failed) {
            Throwable cause = failed.getCause() instanceof Exception ? failed.getCause() : failed;
            buffered.flush();
            error.println("Error: " + describe(cause));
            LOG.debug("Command {} failed", command, failed);
            return 1;
        } finally {
            buffered.flush();
            out.flush();
        }
    }

    private static String describe(Throwable failure) {
        if (failure instanceof InterruptedException) {
            return "stopped before the end";
        }
        String text = failure.getMessage();
        return text == null ? failure.toString() : text;
    }

    private static Subject administrator(String user) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        for (String role : ROLES) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        return subject;
    }
}
