// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;

/** The files {@code mappings} and {@code aliases}. */
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
    void anAliasHasAddressesSeparatedByCommas() {
        Generation g =
                etc.file(
                                "aliases",
                                "! x\nPostmaster: alice@example.com\nteam@Example.com: bob, \\\n  carol@example.net\n")
                        .sound();
        assertThat(g.aliases())
                .extracting(AliasDefinition::name, AliasDefinition::targets)
                .containsExactly(
                        tuple("Postmaster", java.util.List.of("alice@example.com")),
                        tuple("team@Example.com", java.util.List.of("bob", "carol@example.net")));
        assertThat(g.aliases().get(1).location()).hasToString("aliases:3:1");
    }

    @Test
    void errorsOfAliasesHaveTheirPlace() {
        assertThat(
                        etc.file(
                                        "aliases",
                                        "no colon\na: b@example.com\nA: c@example.com\nempty:\n  in: x@y\ntwo words: d\nq: e, /etc/passwd, |prog\n")
                                .problems())
                .containsExactly(
                        "aliases:1:1: error: expected 'name: address, address'",
                        "aliases:3:1: error: alias A is defined twice",
                        "aliases:4:6: error: alias empty has no address",
                        "aliases:5:3: error: expected 'name: address, address'",
                        "aliases:6:1: error: 'two words' is no name of an alias",
                        "aliases:7:7: error: '/etc/passwd' is no address; lists with parameters, files"
                                + " and programs are not in force yet",
                        "aliases:7:20: error: '|prog' is no address; lists with parameters, files"
                                + " and programs are not in force yet");
    }

    @Test
    void formsThatAreNotInForceAreRefusedNotMisread() {
        for (String target :
                new String[] {
                    "<list.txt", "\"ldap:///o=x\"", "[AUTH_LIST] x@y", "@file", "a@b@c"
                }) {
            assertThat(etc.file("aliases", "list: " + target + "\n").problems())
                    .as(target)
                    .isNotEmpty()
                    .allMatch(p -> p.startsWith("aliases:1:7: error: '"));
        }
    }

    @Test
    void mappingsAliasesAndOptionsMayBeAbsent() {
        Generation g = etc.sound();
        assertThat(g.mappings()).isEmpty();
        assertThat(g.aliases()).isEmpty();
        assertThat(g.options()).isEmpty();
    }
}
