// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ServerTls;

/**
 * Keys and trust from files, read again when one of them has changed. What cannot be read leaves
 * what is in force as it was, and says so once for each change. Running connections keep the keys
 * that they began with.
 *
 * <p>{@link #refresh} is called by one thread; the rest by any.
 */
final class KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    private final Places places;
    private final Path home;
    private final SelfSigned selfSigned;
    private final Clock clock;
    private final SSLContext opportunistic = ClientTrust.opportunistic();
    private Map<Path, String> seenKeys = Map.of();
    private Map<Path, String> seenTrust = Map.of();
    private Map<Path, String> seenAuthorities = Map.of();
    private volatile ServerContexts server;
    private volatile SSLContext verifying;

    /**
     * Where the files are; each may be empty.
     *
     * @param certificate PEM or PKCS#12; empty for the self-signed pair
     * @param key PEM
     * @param password file with the password
     * @param names folder of further pairs
     * @param trust PEM file of further authorities
     */
    record Places(String certificate, String key, String password, Path names, String trust) {}

    /**
     * Reads the files.
     *
     * @param places where they are
     * @param home where relative names of files of authorities begin
     * @param selfSigned the pair to serve with when none is named
     */
    KeySource(Places places, Path home, SelfSigned selfSigned, Clock clock) throws IOException {
        this.places = places;
        this.home = home;
        this.selfSigned = selfSigned;
        this.clock = clock;
        refresh();
        if (server == null) {
            LOG.error("The configured certificate cannot be used, a self-signed one serves");
            selfSigned.ensure(clock.instant());
            server = new ServerContexts(List.of(ownPair()), home);
        }
        if (verifying == null) {
            verifying = ClientTrust.verifying("");
        }
    }

    SSLEngine serverEngine(ServerTls rules) {
        return server.engine(rules);
    }

    SSLContext client(boolean verify) {
        return verify ? verifying : opportunistic;
    }

    /** Looks at the files and reads them again if they have changed. */
    void refresh() {
        refreshKeys();
        refreshAuthorities();
        Map<Path, String> trust = fingerprint(pathsOf(places.trust()));
        if (verifying == null || !trust.equals(seenTrust)) {
            seenTrust = trust;
            try {
                verifying = ClientTrust.verifying(places.trust());
            } catch (IOException broken) {
                LOG.error("Trusted certificates stay as they were: {}", broken.toString());
            }
        }
    }

    private void refreshKeys() {
        try {
            if (places.certificate().isEmpty()) {
                selfSigned.ensure(clock.instant());
            }
        } catch (IOException broken) {
            LOG.error("No self-signed certificate: {}", broken.toString());
        }
        Map<Path, String> keys = fingerprint(keyPaths());
        if (keys.equals(seenKeys)) {
            return;
        }
        seenKeys = keys;
        try {
            List<Identity> identities = load();
            server = new ServerContexts(identities, home);
            identities.forEach(
                    i ->
                            LOG.info(
                                    "Certificate for {} in force, valid until {}",
                                    i.names(),
                                    i.certificate().getNotAfter().toInstant()));
        } catch (IOException broken) {
            LOG.error(
                    "Certificate refused, {}: {}",
                    server == null ? "none is in force" : "the old one stays in force",
                    broken.toString());
        }
    }

    /** Authorities that issue certificates of clients, as far as connections have needed them. */
    private void refreshAuthorities() {
        if (server == null) {
            return;
        }
        List<Path> files = pathsOf(server.trustFiles().toArray(new String[0]));
        files.replaceAll(home::resolve);
        Map<Path, String> now = fingerprint(files);
        boolean changed =
                now.entrySet().stream()
                        .anyMatch(
                                file ->
                                        !file.getValue()
                                                .equals(
                                                        seenAuthorities.getOrDefault(
                                                                file.getKey(), file.getValue())));
        seenAuthorities = now;
        if (!changed) {
            return;
        }
        try {
            for (Path file : files) {
                ServerContexts.authorities(file);
            }
            server = new ServerContexts(server.identities(), home);
            LOG.info("Authorities of client certificates in {} in force", files);
        } catch (IOException broken) {
            LOG.error("Authorities of clients stay as they were: {}", broken.getMessage());
        }
    }

    private List<Identity> load() throws IOException {
        char[] password = IdentityFiles.password(places.password());
        List<Identity> identities = new ArrayList<>();
        if (places.certificate().isEmpty()) {
            identities.add(ownPair());
        } else {
            String key = places.key().isEmpty() ? places.certificate() : places.key();
            identities.add(
                    IdentityFiles.read(Path.of(places.certificate()), Path.of(key), password));
        }
        identities.addAll(IdentityFiles.readAll(places.names(), password));
        return identities;
    }

    private Identity ownPair() throws IOException {
        return IdentityFiles.read(selfSigned.certificate(), selfSigned.key(), new char[0]);
    }

    private List<Path> keyPaths() {
        List<Path> paths = new ArrayList<>();
        if (places.certificate().isEmpty()) {
            paths.add(selfSigned.certificate());
            paths.add(selfSigned.key());
        }
        paths.addAll(pathsOf(places.certificate(), places.key(), places.password()));
        if (Files.isDirectory(places.names())) {
            try {
                paths.addAll(IdentityFiles.list(places.names()));
            } catch (IOException unreadable) {
                LOG.error("Cannot list {}: {}", places.names(), unreadable.toString());
            }
        }
        return paths;
    }

    private static List<Path> pathsOf(String... names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            if (!name.isEmpty()) {
                paths.add(Path.of(name));
            }
        }
        return paths;
    }

    private static Map<Path, String> fingerprint(List<Path> files) {
        Map<Path, String> fingerprint = new TreeMap<>();
        for (Path file : files) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                fingerprint.put(
                        file, now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
            } catch (IOException gone) {
                fingerprint.put(file, "gone");
            }
        }
        return fingerprint;
    }
}
