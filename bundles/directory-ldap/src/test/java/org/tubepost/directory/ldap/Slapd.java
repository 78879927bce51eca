// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * OpenLDAP's server from the system's packages, on loopback, with a configuration of its own in a
 * folder of the test.
 */
final class Slapd implements TestServer {
    private static final Path SCHEMAS = Path.of("/etc/ldap/schema");
    private static final Path OURS = Path.of("../../etc/schema/tubepost.ldif");
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;

    private final Path folder;
    private final int port;
    private final List<String> urls;
    private Process process;

    /** Makes an empty directory and starts the server. */
    Slapd(Path folder) throws Exception {
        this(folder, List.of(), false);
    }

    /**
     * Makes an empty directory and starts the server.
     *
     * @param lines further attributes of {@code cn=config}
     * @param ldaps whether the port speaks TLS from the first octet
     */
    Slapd(Path folder, List<String> lines, boolean ldaps) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.port = freePort();
        this.urls = List.of((ldaps ? "ldaps" : "ldap") + "://127.0.0.1:" + port);
        configure(lines);
        start();
    }

    /** Why there is no such server here; empty if there is one. */
    static Optional<String> missing() {
        return program("slapd").isEmpty()
                ? Optional.of("slapd is not installed")
                : Files.isReadable(SCHEMAS.resolve("core.ldif"))
                        ? Optional.empty()
                        : Optional.of("slapd's schema files are not installed");
    }

    static Optional<Path> program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(d -> Path.of(d, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void configure(List<String> global) throws Exception {
        Files.writeString(passwordFile(), "secret-root");
        StringBuilder text = new StringBuilder("dn: cn=config\nobjectClass: olcGlobal\n");
        global.forEach(line -> text.append(line).append('\n'));
        text.append(
                """

                dn: cn=module,cn=config
                objectClass: olcModuleList
                olcModulePath: /usr/lib/ldap
                olcModuleLoad: back_mdb
                olcModuleLoad: pw-sha2

                dn: cn=schema,cn=config
                objectClass: olcSchemaConfig

                """);
        for (String schema : List.of("core", "cosine", "inetorgperson")) {
            text.append(Files.readString(SCHEMAS.resolve(schema + ".ldif"))).append('\n');
        }
        text.append(Files.readString(OURS)).append('\n');
        text.append(database("tubepost", 1)).append("olcRootPW: secret-root\n\n");
        text.append(database("internet", 2));
        Path ldif = Files.writeString(folder.resolve("config.ldif"), text);
        String configuration = Files.createDirectory(folder.resolve("config")).toString();
        run("slapadd", "-n", "0", "-F", configuration, "-l", ldif.toString());
    }

    private String database(String tree, int number) throws IOException {
        return """
                dn: olcDatabase={%d}mdb,cn=config
                objectClass: olcDatabaseConfig
                objectClass: olcMdbConfig
                olcDatabase: {%d}mdb
                olcSuffix: o=%s
                olcRootDN: %s
                olcDbDirectory: %s
                olcDbMaxSize: 1073741824
                olcDbNoSync: TRUE
                olcDbIndex: objectClass,uid,mail eq
                olcAccess: to attrs=userPassword by anonymous auth
                olcAccess: to * by * read
                """
                .formatted(
                        number,
                        number,
                        tree,
                        rootDn(),
                        Files.createDirectory(folder.resolve(tree)));
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program(program).orElseThrow().toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve(program + ".out");
        Process ran =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (ran.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(output));
        }
    }

    /** Starts it, on the port that it had. */
    void start() throws Exception {
        process =
                new ProcessBuilder(
                                program("slapd").orElseThrow().toString(),
                                "-F",
                                folder.resolve("config").toString(),
                                "-h",
                                String.join(" ", urls),
                                "-d",
                                "0")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("slapd.out").toFile())
                        .start();
        while (!listens()) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(folder.resolve("slapd.out")));
            }
            Thread.onSpinWait();
        }
    }

    /** Kills it; {@link #start} starts it again. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, loopback)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IOException("no port is free");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String rootDn() {
        return "cn=Directory Manager,o=tubepost";
    }

    @Override
    public Path passwordFile() {
        return folder.resolve("password");
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
