// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;

/** The file {@code mappings}. */
class TablesTest {
    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    @Test
    void aTableIsANameAtColumnOneWithIndentedEntries() {
        Generation g =
                etc.file(
                                "mappings",
                                "! x\nport_access\n\n  TCP|*   $Y\n\t*  $N$ no\n\nB\n\n  a$ b  c\n")
                        .sound();
        assertThat(g.mappings()).containsOnlyKeys("PORT_ACCESS", "B");
        MappingDefinition port = g.mappings().get("PORT_ACCESS");
        assertThat(port.location()).hasToString("mappings:2:1");
        assertThat(port.entries())
                .extracting(MappingDefinition.Entry::pattern, MappingDefinition.Entry::template)
                .containsExactly(tuple("TCP|*", "$Y"), tuple("*", "$N$ no"));
        assertThat(port.entries().get(1).location()).hasToString("mappings:5:2");
        assertThat(g.mappings().get("B").entries().get(0).pattern()).isEqualTo("a$ b");
    }

    @Test
    void aBlankLineInsideATableDoesNotEndIt() {
        Generation g = etc.file("mappings", "A\n\n  x y\n\n  z w\n").sound();
        assertThat(g.mappings().get("A").entries()).hasSize(2);
    }

    @Test
    void aQuotedBlankAtTheEndIsKept() {
        Generation g = etc.file("mappings", "A\n\n  x y$ \n  z w$$  \n  $  b\n").sound();
        assertThat(g.mappings().get("A").entries())
                .extracting(MappingDefinition.Entry::pattern, MappingDefinition.Entry::template)
                .containsExactly(tuple("x", "y$ "), tuple("z", "w$$"), tuple("$ ", "b"));
    }

    @Test
    void anEntryMayHaveNoTemplate() {
        assertThat(etc.file("mappings", "A\n\n  x\n").sound().mappings().get("A").entries())
                .extracting(MappingDefinition.Entry::template)
                .containsExactly("");
    }

    @Test
    void errorsOfMappingsHaveTheirPlace() {
        assertThat(etc.file("mappings", "  x y\n\nA\n  x y\n\nx y\n\na\n").problems())
                .containsExactly(
                        "mappings:1:3: error: entry before the name of a table",
                        "mappings:6:1: error: expected the name of a table; entries of a table are"
                                + " indented",
                        "mappings:8:1: error: table A is defined twice");
    }

    @Test
    void mappingsAliasesAndOptionsMayBeAbsent() {
        Generation g = etc.sound();
        assertThat(g.mappings()).isEmpty();
        assertThat(g.aliases()).isEmpty();
        assertThat(g.options()).isEmpty();
    }
}
