// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/**
 * Users and settings of one test class, and a look at what became of logins. What is set is set
 * back at the end, for the classes behind.
 */
final class LoginWorld implements AutoCloseable {
    static final String DOMAIN = "example.com";

    private final Distribution server;
    private final String password;
    private final List<Path> written = new ArrayList<>();

    LoginWorld(Distribution server) {
        this(server, Distribution.PASSWORD);
    }

    /**
     * Users of a test.
     *
     * @param password of all of them
     */
    LoginWorld(Distribution server, String password) {
        this.server = server;
        this.password = password;
    }

    /** Puts settings of a component in force; the condition tells when they are. */
    void settings(String component, String text, Callable<Boolean> inForce) throws Exception {
        Path file = server.home().resolve("etc").resolve(component + ".cfg");
        Files.writeString(file, text);
        written.add(file);
        Distribution.await(Duration.ofSeconds(60), component + " has its settings", inForce);
    }

    /** Makes a user with the usual password; the name with the domain. */
    String user(String name, String... attributes) throws IOException {
        Path file = server.home().resolve("data/" + name + ".pw");
        Files.writeString(file, password + "\n");
        String address = name + "@" + DOMAIN;
        server.shell("directory:user-add", "--password-file", file.toString(), address);
        Files.delete(file);
        if (attributes.length > 0) {
            List<String> command = new ArrayList<>(List.of("directory:user-modify", address));
            command.addAll(List.of(attributes));
            server.shell(command.toArray(String[]::new));
        }
        return address;
    }

    /** Replaces an attribute of a user over LDAP, as another program would; no value removes it. */
    void replace(String name, String attribute, String... values) throws IOException {
        StringBuilder change = new StringBuilder("dn: ").append(dn(name));
        change.append("\nchangetype: modify\nreplace: ").append(attribute).append('\n');
        for (String value : values) {
            change.append(attribute).append(": ").append(value).append('\n');
        }
        Path file = server.home().resolve("data/change.ldif");
        Files.writeString(file, change.toString());
        ldap("ldapmodify", "-f", file.toString());
        server.shell("directory:flush");
    }

    /** Values of an attribute of a user. */
    List<String> values(String name, String attribute) throws IOException {
        String entry =
                ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", dn(name), "-s", "base")
                        .output();
        return entry.lines()
                .filter(
                        line ->
                                line.regionMatches(
                                        true, 0, attribute + ":", 0, attribute.length() + 1))
                .map(line -> value(line.substring(attribute.length() + 1)))
                .toList();
    }

    private static String value(String text) {
        return text.startsWith(":")
                ? new String(
                        Base64.getDecoder().decode(text.substring(1).strip()),
                        StandardCharsets.UTF_8)
                : text.strip();
    }

    private static String dn(String name) {
        return "uid=" + name + ",ou=People,o=" + DOMAIN + ",o=tubepost";
    }

    private Distribution.Called ldap(String program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program,
                                "-x",
                                "-H",
                                "ldap://127.0.0.1:" + server.port(389),
                                "-D",
                                "cn=Directory Manager",
                                "-y",
                                server.home().resolve("data/directory/password").toString()));
        command.addAll(List.of(arguments));
        Distribution.Called called =
                Distribution.call(new ProcessBuilder(command).redirectErrorStream(true));
        if (called.status() != 0) {
            throw new IOException(command + ": " + called.output());
        }
        return called;
    }

    /** Mechanisms that a protocol offers in a state of TLS, to a client at an address. */
    List<String> offered(Wire wire, Security security) throws Exception {
        try (SaslTalk talk = new SaslTalk(server, wire, security, "127.0.0.1")) {
            return talk.offered();
        }
    }

    /** Logs in and gives the server's last line. */
    String login(
            Wire wire, Security security, String from, String mechanism, String user, String secret)
            throws Exception {
        return login(wire, security, from, mechanism, user, secret, "");
    }

    /** Logs in to act as another user and gives the server's last line. */
    String login(
            Wire wire,
            Security security,
            String from,
            String mechanism,
            String user,
            String secret,
            String authorization)
            throws Exception {
        try (SaslTalk talk = new SaslTalk(server, wire, security, from)) {
            return talk.authenticate(mechanism, user, secret, authorization);
        }
    }

    /**
     * Lets curl log in and do as little as it can: its status is 0, or 67 if the login was refused.
     *
     * @param port standard number
     */
    Distribution.Called curl(Wire wire, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sSk", "--max-time", "30"));
        command.addAll(List.of(options));
        String scheme =
                switch (wire) {
                    case IMAP -> "imaps";
                    case SUBMISSION -> "smtps";
                    default -> "pop3s";
                };
        if (wire != Wire.POP3) {
            command.addAll(List.of("-X", wire == Wire.IMAP ? "CAPABILITY" : "NOOP"));
        }
        command.add(scheme + "://127.0.0.1:" + server.port(port) + "/");
        return Distribution.call(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** The newest records of logins from an address. */
    String audit(String address) throws IOException {
        return server.shell("auth:log", "--address", address, "--last", "20");
    }

    @Override
    public void close() throws IOException {
        for (Path file : written) {
            Files.deleteIfExists(file);
        }
    }
}
