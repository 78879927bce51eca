// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Generation;

/** {@code <file} on a line of its own. */
class IncludeTest {
    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    @Test
    void anIncludedFileStandsInPlaceOfTheLine() {
        Generation g =
                etc.file("rules.cnf", "b $U%$D@localhost\n")
                        .file(
                                "imta.cnf",
                                "a $U%$D@localhost\n<rules.cnf\nc $U%$D@localhost\n\nl\nlocalhost\n")
                        .sound();
        assertThat(g.rewriteRules()).extracting(r -> r.pattern()).containsExactly("a", "b", "c");
        assertThat(g.rewriteRules())
                .extracting(r -> r.location().toString())
                .containsExactly("imta.cnf:1:1", "rules.cnf:1:1", "imta.cnf:3:1");
    }

    @Test
    void thePrefixOfTheSeedsTablesIsTheFolder() {
        Generation g =
                etc.file("internal.rules", "b $U%$D@localhost\n")
                        .file("imta.cnf", "<IMTA_TABLE:internal.rules\n\nl\nlocalhost\n")
                        .sound();
        assertThat(g.rewriteRules()).extracting(r -> r.pattern()).containsExactly("b");
        etc.file("imta.cnf", "<imta_table:../rules\n\nl\nlocalhost\n");
        assertThat(etc.problems())
                .containsExactly(
                        "imta.cnf:1:1: error: file ../rules is outside the configuration folder");
    }

    @Test
    void aBlankLineInsideCounts() {
        Generation g =
                etc.file("rules.cnf", "b $U%$D@localhost\n\nl\nlocalhost\n")
                        .file("imta.cnf", "<rules.cnf\n\nx\nx-host\n")
                        .sound();
        assertThat(g.channels()).containsOnlyKeys("l", "x");
    }

    @Test
    void anErrorIsToldWithTheFileThatHasIt() {
        etc.file("channels.cnf", "l\nlocalhost\n\nx bad_word_zz\nx-host\n")
                .file("imta.cnf", "a $U%$D@localhost\n\n<channels.cnf\n");
        assertThat(etc.problems())
                .singleElement()
                .asString()
                .startsWith("channels.cnf:4:3: error:");
    }

    @Test
    void aMissingFileIsToldWhereItIsIncluded() {
        etc.file("imta.cnf", Etc.IMTA + "\n<nowhere.cnf\n");
        assertThat(etc.problems())
                .containsExactly("imta.cnf:9:1: error: file nowhere.cnf does not exist");
    }

    @Test
    void filesOutsideTheFolderAreRefused() throws Exception {
        Path inner = Files.createDirectory(dir.resolve("etc"));
        Etc etc = new Etc(inner);
        Files.writeString(dir.resolve("secret"), "x\ny\n");
        etc.file("imta.cnf", Etc.IMTA + "\n<../secret\n");
        assertThat(etc.problems())
                .containsExactly(
                        "imta.cnf:9:1: error: file ../secret is outside the configuration folder");
        etc.file("imta.cnf", Etc.IMTA + "\n<" + dir.resolve("secret") + "\n");
        assertThat(etc.problems())
                .singleElement()
                .asString()
                .endsWith("is outside the configuration folder");
    }

    @Test
    void aCircleIsRefusedAtOnceHoweverManyWaysLeadRound() {
        etc.file("imta.cnf", Etc.IMTA + "\n<a.cnf\n").file("a.cnf", "<a.cnf\n".repeat(20));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () ->
                        assertThat(etc.problems())
                                .hasSize(20)
                                .first()
                                .isEqualTo("a.cnf:1:1: error: file a.cnf includes itself"));
    }

    @Test
    void aDeepTreeOfFilesIsBounded() {
        etc.file("imta.cnf", Etc.IMTA + "\n<f0.cnf\n");
        for (int i = 0; i < 20; i++) {
            etc.file("f" + i + ".cnf", "<f" + (i + 1) + ".cnf\n".repeat(1));
        }
        assertThat(etc.problems())
                .singleElement()
                .asString()
                .contains("files include each other more than 16 deep");
    }

    @Test
    void manyIncludesCannotMakeOneFileEndless() {
        etc.file("imta.cnf", Etc.IMTA + "\n<f0.cnf\n");
        for (int i = 0; i < 15; i++) {
            etc.file("f" + i + ".cnf", ("<f" + (i + 1) + ".cnf\n").repeat(10));
        }
        etc.file("f15.cnf", "! end\n");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThat(etc.problems())
                                .first()
                                .asString()
                                .contains("includes more than 1000 files"));
    }

    @Test
    void aNameThatNoFileCanHaveIsAProblem() {
        etc.file("imta.cnf", Etc.IMTA + "\n<a\u0000b\n");
        assertThat(etc.problems()).singleElement().asString().contains("is no name of a file");
    }

    @Test
    void aFileThatIsNotUtf8IsAProblem() {
        etc.bytes("imta.cnf", new byte[] {'a', ' ', (byte) 0xc3, (byte) 0x28, '\n'});
        assertThat(etc.problems()).contains("imta.cnf:1:1: error: file imta.cnf is not UTF-8");
    }

    @Test
    void theMainFilesMustExist() throws Exception {
        Files.delete(dir.resolve("imta.cnf"));
        Files.delete(dir.resolve("dispatcher.cnf"));
        assertThat(etc.problems())
                .contains(
                        "imta.cnf:1:1: error: file imta.cnf does not exist",
                        "dispatcher.cnf:1:1: error: file dispatcher.cnf does not exist");
    }
}
