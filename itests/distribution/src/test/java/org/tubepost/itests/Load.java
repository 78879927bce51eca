// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Senders that remember what was acknowledged, and a look into the mailboxes. */
final class Load {
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final int MESSAGES_OF_A_CONNECTION = 40;
    private static final int PAUSE_MILLIS = 60;

    private final Distribution server;
    private final int connections;
    private final int messages;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final List<String> permanent = Collections.synchronizedList(new ArrayList<>());
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    private final List<String> temporary = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Load(Distribution server, int connections, int messages) {
        this.server = server;
        this.connections = connections;
        this.messages = messages;
    }

    void start() {
        stopped = false;
        threads.clear();
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(this::send, "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(5));
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        join();
    }

    boolean isRunning() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    Map<String, String> acknowledged() {
        return acknowledged;
    }

    List<String> permanentErrors() {
        return permanent;
    }

    List<String> refusedConnections() {
        return refused;
    }

    /** Refusals for now, and sessions that ended before QUIT. */
    List<String> temporaryErrors() {
        return temporary;
    }

    private void send() {
        while (!stopped && acknowledged.size() < messages) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25))) {
                socket.setSoTimeout(60_000);
                converse(socket);
            } catch (ConnectException closed) {
                if (!stopped) {
                    refused.add(closed.toString());
                }
            } catch (IOException broken) {
                // The server ended the session; what was not acknowledged is sent again.
                Thread.onSpinWait();
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        expect(in, "220");
        say(socket, "EHLO load.test\r\n");
        expect(in, "250");
        for (int i = 0; i < MESSAGES_OF_A_CONNECTION && !stopped; i++) {
            int number = next.incrementAndGet();
            if (number > messages) {
                next.decrementAndGet();
                break;
            }
            if (!one(socket, in, "load-" + number)) {
                // Not taken for now: its place is filled by another one.
                next.decrementAndGet();
                return;
            }
            pause();
        }
        say(socket, "QUIT\r\n");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean one(Socket socket, BufferedReader in, String subject) throws IOException {
        String unique = subject + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        String user = USERS.get(ThreadLocalRandom.current().nextInt(USERS.size()));
        String body = "x".repeat(ThreadLocalRandom.current().nextInt(60, 900));
        try {
            say(socket, "MAIL FROM:<load@load.test>\r\n");
            expect(in, "250");
            say(socket, "RCPT TO:<" + user + "@example.com>\r\n");
            expect(in, "250");
            say(socket, "DATA\r\n");
            expect(in, "354");
            say(
                    socket,
                    "Subject: " + unique + "\r\n\r\n" + (body + "\r\n").repeat(5) + "end\r\n.\r\n");
            expect(in, "250");
        } catch (IOException ended) {
            next.decrementAndGet();
            throw ended;
        }
        acknowledged.put(unique, user);
        return true;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void expect(BufferedReader in, String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                temporary.add("closed instead of " + code);
                throw new EOFException("closed");
            }
        } while (line.length() > 3 && line.charAt(3) == '-');
        if (line.startsWith("5")) {
            permanent.add(line);
        } else if (line.startsWith("4")) {
            temporary.add(line);
        }
        if (!line.startsWith(code)) {
            throw new IOException(line);
        }
    }

    /** Acknowledged messages that are not in exactly one place, messages torn or in two places. */
    List<String> wrongPlaces() throws MessagingException, IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, List<String>> places = new TreeMap<>();
        for (String user : USERS) {
            try (Store store = new Post(server).store("imap", user, false);
                    Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                long last = 0;
                for (Message message : inbox.getMessages()) {
                    long uid = ((UIDFolder) inbox).getUID(message);
                    if (uid <= last) {
                        wrong.add(user + ": UID " + uid + " after " + last);
                    }
                    last = uid;
                    String subject = message.getSubject();
                    if (subject == null) {
                        wrong.add(user + " UID " + uid + " is torn");
                    } else if (subject.startsWith("load-")) {
                        places.computeIfAbsent(subject, s -> new ArrayList<>()).add(user);
                        if (!message.getContent().toString().endsWith("end\r\n")) {
                            wrong.add(user + " UID " + uid + " is torn: " + subject);
                        }
                    }
                }
            }
        }
        acknowledged.forEach(
                (subject, user) -> {
                    List<String> found = places.getOrDefault(subject, List.of());
                    if (!found.equals(List.of(user))) {
                        wrong.add(subject + " for " + user + " is in " + found);
                    }
                });
        places.forEach(
                (subject, found) -> {
                    if (found.size() != 1) {
                        wrong.add(subject + " is in " + found);
                    }
                });
        return wrong;
    }
}
