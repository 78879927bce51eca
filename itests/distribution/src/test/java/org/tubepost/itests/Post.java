// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import jakarta.mail.Authenticator;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Sends and reads mail with Angus Mail, a client that knows nothing of us. */
final class Post {
    private final Distribution server;

    Post(Distribution server) {
        this.server = server;
    }

    static String user(String name) {
        return name + "@example.com";
    }

    /** By SMTP on port 25, without login. */
    void send(String from, String to, String subject) throws MessagingException {
        send(session("smtp", 25, false, null), from, to, subject, "Hello\r\n");
    }

    /** By submission on port 587, with TLS and login. */
    void submit(String name, String to, String subject) throws MessagingException {
        send(session("smtp", 587, true, name), user(name), to, subject, "Hello\r\n");
    }

    private static void send(Session session, String from, String to, String subject, String text)
            throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(from));
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
        message.setSubject(subject);
        message.setText(text);
        Transport.send(message);
    }

    private Session session(String protocol, int port, boolean tls, String name) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "host", "127.0.0.1");
        properties.put(prefix + "port", Integer.toString(server.port(port)));
        properties.put(prefix + "timeout", "30000");
        properties.put(prefix + "connectiontimeout", "10000");
        properties.put(prefix + "starttls.enable", Boolean.toString(tls));
        properties.put(prefix + "starttls.required", Boolean.toString(tls));
        properties.put(prefix + "ssl.trust", "*");
        properties.put(prefix + "ssl.checkserveridentity", "false");
        if (name == null) {
            return Session.getInstance(properties);
        }
        properties.put(prefix + "auth", "true");
        return Session.getInstance(
                properties,
                new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication(user(name), Distribution.PASSWORD);
                    }
                });
    }

    /** A store by {@code imap} or {@code pop3}, in clear or with STARTTLS. */
    Store store(String protocol, String name, boolean tls) throws MessagingException {
        Session session = session(protocol, protocol.equals("imap") ? 143 : 110, tls, name);
        Store store = session.getStore(protocol);
        store.connect(user(name), Distribution.PASSWORD);
        return store;
    }

    /** Subjects of a user's INBOX, in order. */
    List<String> subjects(String name) throws MessagingException {
        return subjects("imap", name);
    }

    List<String> subjects(String protocol, String name) throws MessagingException {
        try (Store store = store(protocol, name, true);
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            List<String> subjects = new ArrayList<>();
            for (Message message : inbox.getMessages()) {
                subjects.add(message.getSubject());
            }
            return subjects;
        }
    }

    /** Waits for a message with this subject and gives its content, decoded to text. */
    String await(String name, String subject) throws Exception {
        Distribution.await(Duration.ofSeconds(60), subject, () -> subjects(name).contains(subject));
        try (Store store = store("imap", name, true);
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            for (Message message : inbox.getMessages()) {
                if (message.getSubject().equals(subject)) {
                    return raw(message);
                }
            }
        }
        throw new IOException(subject + " is gone");
    }

    /** Waits for a message that holds a text, and gives it as {@link #await} does. */
    String awaitContaining(String name, String text) throws Exception {
        List<String> found = new ArrayList<>();
        Distribution.await(
                Duration.ofSeconds(60),
                "a message with " + text,
                () -> found.addAll(newest(name, text)));
        return found.get(0);
    }

    /** Those of the last twenty that hold a text; mailboxes are large after a load test. */
    private List<String> newest(String name, String text) throws IOException, MessagingException {
        List<String> found = new ArrayList<>();
        try (Store store = store("imap", name, true);
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            int last = inbox.getMessageCount();
            for (int number = last; number > Math.max(0, last - 20); number--) {
                String message = raw(inbox.getMessage(number));
                if (message.contains(text)) {
                    found.add(message);
                }
            }
            return found;
        }
    }

    private static String raw(Message message) throws IOException, MessagingException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
