// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Authorities and certificates, made by OpenSSL. */
final class Certificates {
    /** Of every PKCS#12 file. */
    static final String PASSWORD = "test";

    private final Path folder;

    Certificates(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Makes an authority, or a server that vouches for itself; gives its certificate in PEM. */
    Path selfSigned(String name, String... extensions) throws IOException {
        Path certificate = folder.resolve(name + ".pem");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj"
                                        .split(" ")));
        command.addAll(
                List.of(
                        "/CN=" + name,
                        "-keyout",
                        key(name).toString(),
                        "-out",
                        certificate.toString()));
        for (String extension : extensions) {
            command.addAll(List.of("-addext", extension));
        }
        run(command);
        return certificate;
    }

    /** Makes a certificate of an authority; gives it and its key as PKCS#12. */
    Path issued(String authority, String name, String alternativeName) throws IOException {
        Path request = folder.resolve(name + ".csr");
        Path extensions = folder.resolve(name + ".ext");
        Files.writeString(extensions, "subjectAltName=" + alternativeName + "\n");
        run(
                List.of(
                        "openssl",
                        "req",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        key(name).toString(),
                        "-out",
                        request.toString()));
        run(
                List.of(
                        "openssl",
                        "x509",
                        "-req",
                        "-days",
                        "9",
                        "-in",
                        request.toString(),
                        "-CA",
                        certificate(authority).toString(),
                        "-CAkey",
                        key(authority).toString(),
                        "-CAcreateserial",
                        "-extfile",
                        extensions.toString(),
                        "-out",
                        certificate(name).toString()));
        return store(name);
    }

    /** Key and certificate of a name as PKCS#12. */
    Path store(String name) throws IOException {
        Path store = folder.resolve(name + ".p12");
        run(
                List.of(
                        "openssl",
                        "pkcs12",
                        "-export",
                        "-in",
                        certificate(name).toString(),
                        "-inkey",
                        key(name).toString(),
                        "-passout",
                        "pass:" + PASSWORD,
                        "-out",
                        store.toString()));
        return store;
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private static void run(List<String> command) throws IOException {
        Distribution.Called called =
                Distribution.call(new ProcessBuilder(command).redirectErrorStream(true));
        if (called.status() != 0) {
            throw new IOException(command + ": " + called.output());
        }
    }
}
