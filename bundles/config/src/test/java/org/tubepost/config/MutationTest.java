// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Problem;

/**
 * Real files with some damage: whatever happens to them, reading ends soon, with problems that have
 * a place. {@code -Dtubepost.fuzz.tries=1000000} reads so many, as every night; {@code
 * -Dtubepost.fuzz.seed=N} begins with the input that failed.
 */
class MutationTest {
    private static final int INPUTS = Integer.getInteger("tubepost.fuzz.tries", 600);
    private static final long FIRST = Long.getLong("tubepost.fuzz.seed", 1);
    private static final Duration NEVER = Duration.ofSeconds(20);
    private static final Path SHIPPED = Path.of("..", "..", "etc");
    private static final List<String> FILES =
            List.of(
                    "imta.cnf",
                    "mappings",
                    "aliases",
                    "option.dat",
                    "dispatcher.cnf",
                    "job_controller.cnf",
                    "aliases.txt");
    private static final String ALIASES =
            "team: [AUTH_LIST] \"a@example.com, *@example.org\", [VERP], [PREFIX_TEXT] \"x\", \\\n"
                    + "  bob@example.com, \"K\" <k@example.com>, \"ldap:///o=x,c=y?mail?sub?(a=b)\"\n"
                    + "list: <team.dis, [SIEVE] <team.dis, owner@example.com, *, *, *, a, b\n"
                    + "@more\ninfo@example.net: bob\n";
    private static final String DATABASE =
            "! aliases\nteam: bob, carol@example.com\nlist [ERRORS_TO] o@example.com, \\\n  dave\n";
    private static final String[] WORDS = {
        "\n",
        "\n\n",
        " ",
        "\t",
        "\\\n",
        "!",
        "<",
        ">",
        "\"",
        ":",
        ",",
        "=",
        "[",
        "]",
        "$",
        "%",
        "@",
        "*",
        "\r\n",
        "\u0000",
        "\u00e9",
        "\uFEFF",
        "defaults ",
        "nodefaults\n",
        " nomx ",
        " maxjobs ",
        "99999999999",
        "IMTA_TABLE:",
        "<imta.cnf\n",
        "[AUTH_LIST] ",
        "ldap:///",
        "\uD800",
        "(",
        ")"
    };

    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    @Test
    void damagedFilesGiveProblemsWithAPlaceAndNothingElse() {
        for (int i = 0; i < INPUTS; i++) {
            long seed = FIRST + i;
            Assertions.assertTimeoutPreemptively(NEVER, () -> read(seed), () -> "seed " + seed);
        }
    }

    @Test
    void longInputsEndSoon() throws IOException {
        int many = 60_000;
        for (String piece :
                List.of(
                        "\"",
                        "\\\n",
                        ",",
                        "[",
                        "a,",
                        "a ",
                        "mx nomx ",
                        "x\n",
                        "\"a\" ",
                        "<",
                        "[A]",
                        "a@",
                        "$")) {
            for (String start : List.of("", "l ", "a: ", "a: [AUTH_LIST] ", "A\n\n  ")) {
                for (String file : List.of("imta.cnf", "aliases", "mappings")) {
                    etc.file(file, start + piece.repeat(many / piece.length()));
                    Assertions.assertTimeoutPreemptively(
                            NEVER, () -> etc.result(), () -> file + " " + start + piece);
                    etc.file(file, file.equals("imta.cnf") ? Etc.IMTA : "");
                }
            }
        }
        assertThat(etc.problems()).isEmpty();
    }

    private void read(long seed) throws IOException {
        Random random = new Random(seed);
        String file = FILES.get(random.nextInt(FILES.size()));
        etc.file(file, damaged(original(file), random));
        List<Problem> problems =
                file.endsWith(".txt")
                        ? new DatabaseText()
                                .compile(dir.resolve(file), dir.resolve("aliases.db"), n -> {})
                                .problems()
                        : etc.result().problems();
        for (Problem problem : problems) {
            assertThat(problem.location().line()).as("seed " + seed).isPositive();
            assertThat(problem.location().column()).as("seed " + seed).isPositive();
            assertThat(problem.text()).as("seed " + seed).isNotBlank();
        }
        etc.file(file, original(file));
    }

    private static String original(String file) throws IOException {
        return switch (file) {
            case "aliases" -> ALIASES;
            case "aliases.txt" -> DATABASE;
            default -> Files.readString(SHIPPED.resolve(file));
        };
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(30));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, damaged.substring(at, end));
                case 2 -> damaged.insert(random.nextInt(at + 1), damaged.substring(at, end));
                case 3 -> damaged.insert(at, WORDS[random.nextInt(WORDS.length)]);
                default -> damaged.replace(at, end, String.valueOf((char) random.nextInt(0x250)));
            }
        }
        return damaged.toString();
    }
}
