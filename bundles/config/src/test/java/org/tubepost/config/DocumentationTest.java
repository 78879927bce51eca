// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples in the pages can be read, and what the pages say of keywords is so. */
class DocumentationTest {
    private static final Path PAGES = Path.of("..", "..", "docs");
    private static final Pattern BLOCK =
            Pattern.compile("^```[a-z]*\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)");

    @TempDir Path dir;

    private static String page(String name) throws IOException {
        return Files.readString(PAGES.resolve(name));
    }

    /** The examples of a page that begin so. */
    private static List<String> examples(String page, String beginning) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(page(page));
        while (blocks.find()) {
            if (blocks.group(1).startsWith(beginning)) {
                found.add(blocks.group(1));
            }
        }
        assertThat(found).as(page + ": " + beginning).isNotEmpty();
        return found;
    }

    private List<String> problems(Map<String, String> files) {
        Etc etc =
                new Etc(dir)
                        .file(
                                "job_controller.cnf",
                                "[POOL=DEFAULT]\n[POOL=SMTP_POOL]\n[POOL=IMS_POOL]\n");
        files.forEach(etc::file);
        return etc.problems();
    }

    @Test
    void examplesCanBeRead() throws IOException {
        for (String imta : examples("imta-cnf.md", "! rules")) {
            assertThat(problems(Map.of("imta.cnf", imta))).isEmpty();
        }
        for (String jobs : examples("jobs.md", "! ")) {
            assertThat(
                            problems(
                                    Map.of(
                                            "job_controller.cnf",
                                            jobs + "[POOL=DEFAULT]\n[POOL=IMS_POOL]\n")))
                    .isEmpty();
        }
        for (String rules : examples("rewrite-rules.md", "! ")) {
            assertThat(problems(Map.of("imta.cnf", rules + "\nl\nlocalhost\n"))).isEmpty();
        }
        for (String table : examples("mappings.md", "INTERNAL_IP")) {
            assertThat(problems(Map.of("mappings", table))).isEmpty();
        }
        for (String table : examples("mappings.md", "SEND_ACCESS")) {
            assertThat(problems(Map.of("mappings", table))).isEmpty();
        }
        for (String aliases : examples("aliases.md", "! ")) {
            assertThat(problems(Map.of("aliases", aliases))).isEmpty();
        }
        for (String lists : examples("aliases.md", "team: <")) {
            assertThat(problems(Map.of("aliases", lists, "team.dis", "bob@example.com\n")))
                    .isEmpty();
        }
        for (String database : examples("configuration.md", "! general.txt")) {
            assertThat(problems(Map.of("x.txt", database))).isEmpty();
            assertThat(
                            new DatabaseText()
                                    .compile(dir.resolve("x.txt"), dir.resolve("x.db"), n -> {})
                                    .problems())
                    .isEmpty();
            assertThat(DatabaseFile.open(dir.resolve("x.db")).find("a key with blanks"))
                    .contains("x");
            assertThat(DatabaseFile.open(dir.resolve("x.db")).find("JANE.DOE@example.com"))
                    .contains("building 7, second floor");
        }
        for (String service : examples("configuration.md", "[SERVICE=")) {
            String imta = Etc.IMTA + "\ntcp_submit\ntcp_submit-daemon\n";
            assertThat(problems(Map.of("dispatcher.cnf", service, "imta.cnf", imta))).isEmpty();
        }
    }

    @Test
    void everyParameterOfListsThatIsInForceIsExplained() throws IOException {
        String section = page("aliases.md").split("## Parameters of lists")[1];
        for (KeywordTable.Entry entry :
                new KeywordTable("list-parameters.txt").entries().values()) {
            if (entry.state() == KeywordTable.State.IN_FORCE) {
                assertThat(section).contains("`" + entry.name() + "`");
            }
        }
    }

    @Test
    void everyKeywordInForceIsExplained() throws IOException {
        String section = page("imta-cnf.md").split("## Keywords in force")[1];
        List<String> explained = new ArrayList<>();
        Matcher words = QUOTED.matcher(section);
        while (words.find()) {
            explained.add(words.group(1));
        }
        new KeywordTable()
                .entries().values().stream()
                        .filter(k -> k.state() == KeywordTable.State.IN_FORCE)
                        .map(
                                k ->
                                        k.name()
                                                .replaceFirst(
                                                        "^(normal|urgent|nonurgent)(?=backoff|notices)",
                                                        ""))
                        .map(k -> k.replaceFirst("tlsclient$", "tls"))
                        .forEach(k -> assertThat(explained).contains(k));
    }
}
