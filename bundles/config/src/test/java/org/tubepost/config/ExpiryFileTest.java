// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition.Attribute;
import org.tubepost.api.config.SourceLocation;

/** {@code store.expirerule}. */
class ExpiryFileTest {
    private static final String FILE = "store.expirerule";

    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    @Test
    void linesOfARuleAreCollectedWithTheirPlaces() {
        List<ExpiryRuleDefinition> rules =
                etc.file(
                                FILE,
                                "! comment\n# comment\n; comment\n\n"
                                        + "R1.folderpattern: user/*/Trash\n"
                                        + "R2.folderpattern:user/ann/*\n"
                                        + "  R1.messageheader.Subject :  Re: a: b \n")
                        .sound()
                        .expiryRules();
        assertThat(rules).extracting(ExpiryRuleDefinition::name).containsExactly("R1", "R2");
        assertThat(rules.get(0).location()).isEqualTo(new SourceLocation(FILE, 5, 1));
        assertThat(rules.get(0).attributes())
                .containsExactly(
                        new Attribute(
                                "folderpattern",
                                "user/*/Trash",
                                new SourceLocation(FILE, 5, 4),
                                new SourceLocation(FILE, 5, 19)),
                        new Attribute(
                                "messageheader.Subject",
                                "Re: a: b",
                                new SourceLocation(FILE, 7, 6),
                                new SourceLocation(FILE, 7, 31)));
    }

    @Test
    void theFileMayBeAbsentAndMayIncludeOthers() {
        assertThat(etc.sound().expiryRules()).isEmpty();
        etc.file("slow.expirerule", "S.partition: slow\n").file(FILE, "<slow.expirerule\n");
        assertThat(etc.sound().expiryRules()).hasSize(1);
    }

    @Test
    void whatIsNoLineOfARuleIsAnErrorWithItsPlace() {
        etc.file(FILE, "folderpattern: user/*\nR.: x\nR.a:\n R.b\n");
        assertThat(etc.problems())
                .containsExactly(
                        FILE + ":1:1: error: expected 'RULE.attribute: value'",
                        FILE + ":2:2: error: expected the name of an attribute behind the dot",
                        FILE + ":3:4: error: expected a value behind the colon",
                        FILE + ":4:2: error: expected 'RULE.attribute: value'");
    }
}
