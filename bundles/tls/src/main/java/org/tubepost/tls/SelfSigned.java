// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The self-signed pair of a house whose administrator has given none. Java has no public way to
 * make a certificate; its own {@code keytool}, present in every JDK and JRE, does it as a
 * subprocess, so that no library of ten megabytes is needed for this one purpose. Kept as PEM with
 * owner-only permissions: to use another pair, replace the files. A pair made here is renewed a
 * month before it ends.
 */
final class SelfSigned {
    static final String CERTIFICATE = "certificate.pem";
    static final String KEY = "key.pem";

    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    private static final String MARK = "Made by Tubepost; replace this file and " + KEY;
    private static final int DAYS = 820; // some mail programs refuse more than 825
    private static final Duration RENEW = Duration.ofDays(30);
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final String hostName;
    private final String keyKind;

    SelfSigned(Path folder, String hostName, String keyKind) {
        this.folder = folder;
        this.hostName = hostName.isEmpty() ? localName() : hostName;
        this.keyKind = keyKind;
    }

    private static String localName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    Path certificate() {
        return folder.resolve(CERTIFICATE);
    }

    Path key() {
        return folder.resolve(KEY);
    }

    /** Makes a pair unless there is one that lasts. */
    void ensure(Instant now) throws IOException {
        if (Files.exists(certificate()) && Files.exists(key()) && !isOurLastMonth(now)) {
            return;
        }
        if (Files.exists(certificate()) != Files.exists(key())) {
            throw new IOException(
                    "of "
                            + certificate()
                            + " and "
                            + key()
                            + " one is missing; remove the other"
                            + " to have a new pair made");
        }
        make();
        LOG.info("Made a self-signed certificate for {} in {}", hostName, certificate());
    }

    private boolean isOurLastMonth(Instant now) throws IOException {
        if (!Files.readString(certificate(), StandardCharsets.ISO_8859_1).contains(MARK)) {
            return false;
        }
        try {
            List<X509Certificate> own = IdentityFiles.certificates(certificate());
            return own.isEmpty() || own.get(0).getNotAfter().toInstant().isBefore(now.plus(RENEW));
        } catch (GeneralSecurityException torn) {
            return true;
        }
    }

    private void make() throws IOException {
        Files.createDirectories(folder);
        ownerOnly(folder, "rwx------");
        Path work = Files.createTempDirectory(folder, "new");
        try {
            Identity made = generate(work);
            write(work.resolve(KEY), "PRIVATE KEY", made.key().getEncoded(), "");
            write(
                    work.resolve(CERTIFICATE),
                    "CERTIFICATE",
                    made.certificate().getEncoded(),
                    MARK + "\n");
            for (String name : List.of(KEY, CERTIFICATE)) {
                Files.move(
                        work.resolve(name),
                        folder.resolve(name),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (GeneralSecurityException broken) {
            throw new IOException("keytool made a certificate that cannot be encoded", broken);
        } finally {
            remove(work);
        }
    }

    private Identity generate(Path work) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path passwordFile = work.resolve("password");
        Files.writeString(passwordFile, password);
        ownerOnly(passwordFile, "rw-------");
        Path store = work.resolve("pair.p12");
        run(command(store, passwordFile));
        return IdentityFiles.read(store, store, password.toCharArray());
    }

    private List<String> command(Path store, Path passwordFile) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command =
                new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", "tubepost"));
        if (keyKind.toUpperCase(Locale.ROOT).equals("RSA")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "3072"));
        } else {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        String names = "dns:localhost,ip:127.0.0.1,ip:::1";
        String own = hostName.toLowerCase(Locale.ROOT);
        if (own.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
                && !own.equals("localhost")
                && !own.matches("[0-9.]+")) {
            names = "dns:" + own + "," + names;
        }
        command.addAll(
                List.of(
                        "-sigalg",
                        keyKind.toUpperCase(Locale.ROOT).equals("RSA")
                                ? "SHA256withRSA"
                                : "SHA256withECDSA",
                        "-dname",
                        "CN=" + own.replaceAll("[^a-z0-9.-]", "-"),
                        "-ext",
                        "SAN=" + names,
                        "-ext",
                        "EKU=serverAuth",
                        "-validity",
                        String.valueOf(DAYS),
                        "-storetype",
                        "PKCS12",
                        "-storepass:file",
                        passwordFile.toString(),
                        "-keystore",
                        store.toString()));
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getOutputStream().close();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS)) {
                keytool.destroyForcibly();
                throw new IOException("keytool did not end within a minute");
            }
        } catch (InterruptedException stop) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool was at work", stop);
        }
        if (keytool.exitValue() != 0) {
            throw new IOException(
                    "keytool failed: "
                            + new String(
                                            keytool.getInputStream().readNBytes(1000),
                                            StandardCharsets.UTF_8)
                                    .strip());
        }
    }

    private static void write(Path file, String label, byte[] octets, String comment)
            throws IOException {
        Files.createFile(file);
        ownerOnly(file, "rw-------");
        Files.writeString(
                file,
                comment
                        + "-----BEGIN "
                        + label
                        + "-----\n"
                        + PEM.encodeToString(octets)
                        + "\n-----END "
                        + label
                        + "-----\n");
    }

    private static void ownerOnly(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static void remove(Path folder) throws IOException {
        for (Path file : IdentityFiles.list(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }
}
