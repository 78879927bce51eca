// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads identities from files. Every failure is an {@link IOException} that names the file. */
final class IdentityFiles {
    private IdentityFiles() {}

    /**
     * One identity.
     *
     * @param certificate PEM or PKCS#12
     * @param key PEM; the certificate file itself when it holds both
     * @param password of the key or PKCS#12 file, may be empty
     */
    static Identity read(Path certificate, Path key, char[] password) throws IOException {
        try {
            return isKeyStore(certificate)
                    ? fromKeyStore(certificate, password)
                    : new Identity(
                            PrivateKeys.first(PemBlocks.read(key), password),
                            certificates(certificate));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new IOException(certificate + ": " + broken.getMessage(), broken);
        }
    }

    /** All identities of a folder; none if there is no such folder. */
    static List<Identity> readAll(Path folder, char[] password) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Identity> identities = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (isKeyStore(file)) {
                identities.add(read(file, file, password));
            } else if (name.endsWith(".pem") || name.endsWith(".crt")) {
                Path key = file.resolveSibling(name.substring(0, name.length() - 4) + ".key");
                identities.add(read(file, Files.exists(key) ? key : file, password));
            }
        }
        return identities;
    }

    /** Files of a folder in the order of their names. */
    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** All certificates of a PEM file. */
    static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlocks.Block block : PemBlocks.read(file).labelled("CERTIFICATE")) {
            certificates.add(
                    (X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(block.octets())));
        }
        return certificates;
    }

    /** First line of a file; empty without one. */
    static char[] password(String file) throws IOException {
        if (file.isEmpty()) {
            return new char[0];
        }
        return Files.readString(Path.of(file), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .toCharArray();
    }

    private static boolean isKeyStore(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }

    private static Identity fromKeyStore(Path file, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        for (String alias : Collections.list(store.aliases())) {
            Key key = store.getKey(alias, password);
            if (key instanceof PrivateKey own) {
                List<X509Certificate> chain = new ArrayList<>();
                for (Certificate certificate : store.getCertificateChain(alias)) {
                    chain.add((X509Certificate) certificate);
                }
                return new Identity(own, chain);
            }
        }
        throw new IOException(file + ": no private key in the file");
    }
}
