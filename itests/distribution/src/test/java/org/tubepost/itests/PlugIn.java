// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A plug-in of itests/plugins, built outside the reactor as its author would do it. */
final class PlugIn {
    private static final Path ROOT = Path.of(System.getProperty("tubepost.root"));

    static final Path EXAMPLES = ROOT.resolve("itests/plugins");

    private final Path jar;

    private PlugIn(Path jar) {
        this.jar = jar;
    }

    /**
     * Builds one.
     *
     * @param kind folder under itests/plugins
     * @param name file name of its jar
     */
    static PlugIn build(String kind, String name) throws IOException {
        Path copy = Path.of(System.getProperty("tubepost.work")).resolve("plug-in-" + kind);
        Distribution.delete(copy);
        try (Stream<Path> files = Files.walk(EXAMPLES.resolve(kind))) {
            for (Path file :
                    files.filter(Files::isRegularFile)
                            .filter(f -> !f.toString().contains("/target/"))
                            .toList()) {
                Path to = copy.resolve(EXAMPLES.resolve(kind).relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        List<String> command =
                List.of(
                        "mvn",
                        "-B",
                        "-q",
                        "-Dtubepost=" + ROOT.resolve("karaf-assembly/target/assembly"),
                        "-Dmaven.repo.local=" + System.getProperty("tubepost.repository"),
                        "package");
        Distribution.Called built =
                Distribution.call(
                        new ProcessBuilder(command)
                                .directory(copy.toFile())
                                .redirectErrorStream(true));
        assertThat(built.status()).as(built.output()).isZero();
        return new PlugIn(copy.resolve("target").resolve(name));
    }

    /** Puts it into deploy/, as a file that appears whole, and gives its place. */
    Path drop(Distribution server) throws IOException {
        Path part = Files.copy(jar, server.home().resolve("plug-in.part"));
        return Files.move(
                part,
                server.home().resolve("deploy").resolve(jar.getFileName()),
                StandardCopyOption.ATOMIC_MOVE);
    }
}
