// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessDecision;

/** The tables of the documentation, asked as their comments say. */
class DocumentedExamplesTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ASKED =
            Pattern.compile("(?m)^! (\\S+) (.*?)(?: \\((\\d+) times\\))? -> (.*)$");

    static Stream<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (String page : List.of("mappings.md", "access-control.md")) {
            Matcher block = BLOCK.matcher(Files.readString(DOCS.resolve(page)));
            while (block.find()) {
                if (ASKED.matcher(block.group(1)).find()) {
                    blocks.add(block.group(1));
                }
            }
        }
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatTheDocumentationSaysIsSo(String block) throws Exception {
        Tables tables =
                new Tables()
                        .general("vip-joe", "gold")
                        .directory("ldap:///o=example?mailhost?sub?(uid=joe)", "store1.example.com")
                        .routine("geo country 192.0.2.1", "IS");
        Map<String, CompiledTable> compiled = new LinkedHashMap<>();
        List<MappingDefinition> definitions = Tables.read(block);
        definitions.forEach(d -> compiled.put(d.name(), tables.add(d)));
        assertThat(
                        TableChecks.problems(
                                Tables.generation(definitions.toArray(MappingDefinition[]::new)),
                                compiled))
                .isEmpty();
        Matcher asked = ASKED.matcher(block);
        while (asked.find()) {
            int times = asked.group(3) == null ? 1 : Integer.parseInt(asked.group(3));
            for (int i = 0; i < times; i++) {
                assertThat(answer(tables, asked.group(1), asked.group(2)))
                        .as(asked.group())
                        .isEqualTo(asked.group(4));
            }
        }
    }

    private static String answer(Tables tables, String name, String input) {
        Probe probe = Probe.of(input, Trace.OFF);
        Optional<MappingTable.Result> result = tables.probe(name, probe);
        if (AccessTable.of(name).isEmpty()) {
            return result.map(r -> ("\"" + r.text() + "\" flags " + r.flags()).strip())
                    .orElse("nothing");
        }
        String otherwise =
                name.equals("PORT_ACCESS") ? "connection not permitted" : "not permitted";
        return result.map(
                        r ->
                                shown(
                                        new AccessAnswer(AccessTable.valueOf(name), probe, r)
                                                .decision(otherwise)))
                .orElse("permitted");
    }

    private static String shown(AccessDecision decision) {
        StringBuilder out = new StringBuilder();
        out.append(decision.refusal().map(Object::toString).orElse("permitted"));
        out.append(decision.hold() ? "; hold" : "").append(decision.discard() ? "; discard" : "");
        if (!decision.delay().isZero()) {
            out.append("; delay ").append(decision.delay());
            out.append(decision.delayAll() ? ", and later" : "");
        }
        decision.headers().forEach(h -> out.append("; header ").append(h));
        decision.tags().forEach(t -> out.append("; tag ").append(t));
        decision.filters().forEach(f -> out.append("; filter ").append(f));
        decision.envelopeSender().ifPresent(s -> out.append("; sender ").append(s));
        decision.redirect().ifPresent(a -> out.append("; redirect ").append(a));
        decision.limits()
                .ifPresent(
                        l ->
                                out.append("; limits ")
                                        .append(l.octets())
                                        .append(", ")
                                        .append(l.recipients())
                                        .append(", ")
                                        .append(l.recipientCutoff()));
        return out.toString();
    }
}
