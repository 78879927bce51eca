// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/** A piece of a template that asks another room; each answer is a step of the trace. */
sealed interface Question {

    /**
     * The answer; null if the rule fails.
     *
     * @throws IOException when nobody can say now
     */
    String answer(Attempt at) throws IOException;

    /** {@code ${table,probe}}: fails if nothing matches, or {@code $N} or {@code $F} is set. */
    record Mapping(String table, List<Piece> probe) implements Question {
        @Override
        public String answer(Attempt at) throws IOException {
            String input = at.text(probe);
            if (input == null) {
                return null;
            }
            Optional<MappingTable.Result> result =
                    at.services()
                            .probe(
                                    at.context().generation(),
                                    table,
                                    new Probe(
                                            input,
                                            "",
                                            at.context().rehearsal(),
                                            at.context().trace()));
            at.tell("${" + table + "," + input + "}", () -> shown(result));
            if (result.isEmpty()) {
                return at.fail(() -> "table " + table + " has no answer");
            }
            return result.get().has('N') || result.get().has('F')
                    ? at.fail(() -> "table " + table + " says no")
                    : result.get().text();
        }

        private static String shown(Optional<MappingTable.Result> result) {
            return result.map(
                            r ->
                                    "'"
                                            + r.text()
                                            + "'"
                                            + (r.flags().isEmpty() ? "" : ", flags " + r.flags()))
                    .orElse("no entry matches");
        }
    }

    /** {@code $}domain,attribute{}: an attribute of a directory domain; fails if absent. */
    record DomainAttribute(List<Piece> domain, String attribute) implements Question {
        @Override
        public String answer(Attempt at) throws IOException {
            String name = at.text(domain);
            if (name == null) {
                return null;
            }
            Optional<String> value =
                    at.services().domain(name).flatMap(d -> d.attributes().first(attribute));
            at.tell("$}" + name + "," + attribute + "{", () -> value.orElse("no value"));
            return value.orElseGet(() -> at.fail(() -> "domain " + name + " has no " + attribute));
        }
    }

    /** {@code $]ldap-url[}: the one value that a URL finds; fails if there are none or several. */
    record LdapValue(List<Piece> url) implements Question {
        @Override
        public String answer(Attempt at) throws IOException {
            String whole = at.text(url);
            if (whole == null) {
                return null;
            }
            List<String> values;
            try {
                values = at.services().values(whole);
            } catch (IllegalArgumentException noUrl) {
                return at.fail(noUrl::getMessage);
            }
            at.tell("$]" + whole + "[", () -> values.isEmpty() ? "no value" : values.toString());
            return values.size() == 1
                    ? values.get(0)
                    : at.fail(() -> values.size() + " values instead of one");
        }
    }

    /** {@code $[library,routine,argument]}: fails if the routine has no answer. */
    record Routine(String library, String routine, List<Piece> argument) implements Question {
        @Override
        public String answer(Attempt at) throws IOException {
            String input = at.text(argument);
            if (input == null) {
                return null;
            }
            Optional<String> answer =
                    at.services().call(library, routine, input, at.context().trace());
            at.tell(
                    "$[" + library + "," + routine + "," + input + "]",
                    () -> answer.map(a -> "'" + a + "'").orElse("no answer"));
            return answer.orElseGet(() -> at.fail(() -> "routine " + routine + " has no answer"));
        }
    }
}
