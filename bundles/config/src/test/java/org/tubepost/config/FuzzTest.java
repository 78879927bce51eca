// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Problem;

/** Whatever the files hold, reading them ends with a generation and problems, never otherwise. */
class FuzzTest {
    private static final int TRIES = 200;
    private static final List<String> FILES =
            List.of(
                    "imta.cnf",
                    "mappings",
                    "aliases",
                    "option.dat",
                    "dispatcher.cnf",
                    "job_controller.cnf",
                    "store.expirerule",
                    "general.txt",
                    "general.db");
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("tubepost-config");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(FuzzTest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = TRIES)
    void anyBytesInAnyFileGiveProblemsWithAPlace(
            @ForAll("files") String file, @ForAll @Size(max = 300) byte[] bytes) {
        assertReads(new Etc(folder).bytes(file, bytes), file);
    }

    @Property(tries = TRIES)
    void linesOfTheLanguageInAnyOrderGiveProblemsWithAPlace(
            @ForAll("files") String file, @ForAll("text") String text) {
        assertReads(new Etc(folder).file(file, text), file);
    }

    @Property(tries = TRIES)
    void whatIsReadIsWhatWasWritten(@ForAll("names") List<String> names) {
        StringBuilder imta = new StringBuilder("a.example $U%$D@localhost\n\nl\nlocalhost\n\n");
        for (String name : names) {
            imta.append(name).append(" smtp maxjobs 4\n").append(name).append("-daemon\n\n");
        }
        var channels =
                new Etc(folder).file("imta.cnf", imta.toString()).result().generation().channels();
        assertThat(channels.keySet())
                .containsAll(names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList());
        for (ChannelDefinition channel : channels.values()) {
            if (!channel.name().equals("l")) {
                assertThat(channel.argument("maxjobs")).contains("4");
                assertThat(channel.officialHost()).isEqualTo(channel.name() + "-daemon");
            }
        }
    }

    private static void assertReads(Etc etc, String file) {
        GenerationReader.Result result = etc.result();
        for (Problem problem : result.problems()) {
            assertThat(problem.location().line()).isPositive();
            assertThat(problem.location().column()).isPositive();
            assertThat(problem.text()).isNotBlank();
        }
        delete(folder.resolve(file));
    }

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of(FILES);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('_', '-')
                .ofMinLength(2)
                .ofMaxLength(20)
                .filter(n -> !n.equals("defaults") && !n.equals("nodefaults"))
                .list()
                .ofMaxSize(8)
                .uniqueElements();
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.of(
                        "\n",
                        "\n\n",
                        " ",
                        "\t",
                        "\\\n",
                        "!",
                        "<",
                        "<imta.cnf\n",
                        "\"",
                        "\"\"",
                        ":",
                        ",",
                        "=",
                        "[",
                        "]",
                        "$",
                        "$$",
                        "%",
                        "@",
                        "*",
                        "\r\n",
                        "\u0000",
                        "é",
                        "\uFEFF",
                        "l",
                        "defaults ",
                        "nodefaults\n",
                        "smtp ",
                        "pool ",
                        "notices ",
                        "backoff ",
                        "PORT=",
                        "[SERVICE=",
                        "[POOL=",
                        "[CHANNEL=",
                        "PROGRAM=x\n",
                        "99999999999",
                        "-1",
                        "TLS=",
                        "PARAMETER=",
                        "CHANNEL=",
                        "TABLE\n",
                        "  entry ",
                        "alias: ",
                        "@",
                        "[AUTH_LIST] ",
                        "[PREFIX_TEXT] ",
                        "<aliases",
                        "\"ldap:///",
                        "defaulthost ",
                        "nomx mx ")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
