// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/** Whatever a rule holds, it compiles or is a problem; every address gets a route. */
class FuzzTest {
    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void anyRuleCompilesOrIsAProblemAndAnyAddressIsAnswered(
            @ForAll("pattern") String pattern,
            @ForAll("template") String template,
            @ForAll @StringLength(max = 20) String user,
            @ForAll("domain") String domain) {
        var generation = House.generation(pattern + " " + template, ". $U%$H@localhost");
        RuleTable table = new RuleTable(generation);
        assertThat(table.problems().stream().filter(Problem::isError))
                .allMatch(p -> p.location().line() == 1);
        House asked = House.of(". $U%$H@localhost").table("T", i -> i + "/Y");
        Route route =
                new Rewriting(
                                table,
                                new RewriteContext(generation, "l", true, true, false, Trace.OFF),
                                asked,
                                new MailAddress(user, domain))
                        .run();
        assertThat(route).isNotNull();
    }

    @Property(tries = TRIES)
    void aNameIsAlwaysTriedInTheSameOrderAsAllItsTags(@ForAll("name") String name) {
        String[] labels = name.split("\\.");
        java.util.List<String> expected = new java.util.ArrayList<>(List.of("$*", name));
        for (int gone = 1; gone <= labels.length; gone++) {
            String tail = String.join(".", List.of(labels).subList(gone, labels.length));
            for (int stars = gone; stars >= 0; stars--) {
                String front = String.join(".", java.util.Collections.nCopies(stars, "*"));
                String pattern = stars == gone ? front : stars == 0 ? "" : "." + front;
                pattern = tail.isEmpty() ? pattern : pattern + "." + tail;
                expected.add(pattern.isEmpty() ? "." : pattern);
            }
        }
        RuleTable table =
                new RuleTable(
                        House.generation(
                                expected.stream()
                                        .map(p -> p + " $U%$D@localhost")
                                        .toArray(String[]::new)));
        assertThat(table.problems()).noneMatch(Problem::isError);
        java.util.List<String> tried = new java.util.ArrayList<>();
        table.visit(name, "", (rule, match) -> !tried.add(rule.source().pattern()));
        assertThat(tried).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> name() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(l -> String.join(".", l));
    }

    @Provide
    Arbitrary<String> pattern() {
        return Arbitraries.of(
                "$*",
                ".",
                "*",
                "a.b",
                ".b",
                "*.b",
                "[]",
                "[1.]",
                "$%",
                "$!",
                "",
                "x",
                "t$*",
                ".*",
                "[IPv6:]",
                "[ipv6:::1]",
                "*.*.b");
    }

    @Provide
    Arbitrary<String> domain() {
        return Arbitraries.of(
                "a.b", "b", "", "[1.2.3.4]", "[", "[]", "..", "x.a.b", "[IPv6:::1]", "ß.b");
    }

    @Provide
    Arbitrary<String> template() {
        return Arbitraries.of(
                        "$U",
                        "%",
                        "@",
                        "$D",
                        "$H",
                        "$1H",
                        "$9D",
                        "$L",
                        "$&0",
                        "$!1",
                        "$*0",
                        "$#3",
                        "$W",
                        "$\\",
                        "$^",
                        "$_",
                        "$E",
                        "$B",
                        "$F",
                        "$R",
                        "$A",
                        "$Mtcp_local",
                        "$Nl",
                        "$Ql",
                        "$Cout",
                        "$Tt",
                        "$V$H",
                        "$Za.b",
                        "$?no",
                        "$451?later",
                        "$999?x",
                        "${T,$L}",
                        "${T,${T,$U}}",
                        "$($H)",
                        "$[lib,r,$U]",
                        "$]ldap:///o=$D?mail??(cn=$U)[",
                        "$P",
                        "$X",
                        "$1M",
                        "$}$H,a{",
                        "$",
                        "$$",
                        "localhost",
                        "out-daemon",
                        "x",
                        ".",
                        "[",
                        "]",
                        " ",
                        "٣",
                        "\uD800")
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .filter(t -> !t.isBlank());
    }
}
