// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * Good rules and addresses with a few characters changed. More of them with the system property
 * {@code tubepost.fuzz.tries}; the seed of a failure is in its message.
 */
class MutationTest {
    private static final int TRIES = Integer.getInteger("tubepost.fuzz.tries", 5_000);
    private static final String SIGNS =
            "$%@![](){}*.,:;?&#^_\\\"<>+-=|~0127abdehlnuxEHLMTUVZ ü\t\u0000";
    private static final List<String> PATTERNS =
            List.of(
                    "$*",
                    "$%",
                    "$!",
                    ".",
                    "*.b",
                    ".*.b",
                    "a.b",
                    "[1.2.]",
                    "[]",
                    "[IPv6:2001:]",
                    "t|a.b",
                    "*.*.*.b");
    private static final List<String> TEMPLATES =
            List.of(
                    "$U%$H$D@localhost",
                    "$U%$H@localhost",
                    "$U%$D@localhost",
                    "$U%[$L]@localhost",
                    "$E$U%x@localhost",
                    "$A$E$F$U%$H$V$H@localhost",
                    "$U@$D@relay@out-daemon$Mtcp_local",
                    "$0U$1U%${T,$U|$D}",
                    "$U%$]ldap:///o=$D?mail?sub?(cn=$U)[@out-daemon",
                    "$[lib,find,$U@$H]%$&0.$!0.$*0.$#0@out-daemon",
                    "$($H)",
                    "$\\$U%$^$H$_x",
                    "$?No such host",
                    "$Tt|$U%$}$D,mailHost{$451?later",
                    "$U$%x%here");
    private static final List<String> DOMAINS =
            List.of(
                    "a.b",
                    "x.y.b",
                    "[1.2.3.4]",
                    "[ipv6:2001:db8::1]",
                    "here",
                    "bücher.b",
                    "a.a.a.a.b");

    private static String mutated(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(changed.length() + 1);
            char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
            switch (random.nextInt(4)) {
                case 0 -> changed.insert(at, sign);
                case 1 -> changed.delete(at, Math.min(changed.length(), at + 1));
                case 2 -> changed.insert(at, text);
                default -> changed.replace(at, Math.min(changed.length(), at + 1), "" + sign);
            }
        }
        return changed.toString();
    }

    private static String any(List<String> all, Random random) {
        return mutated(all.get(random.nextInt(all.size())), random);
    }

    private static String rule(Random random) {
        String pattern = any(PATTERNS, random).replaceAll("\\s", "");
        String template = any(TEMPLATES, random).strip();
        return pattern + " " + (template.isEmpty() ? "x" : template);
    }

    private static void once(long seed) {
        Random random = new Random(seed);
        Generation generation =
                House.generation(
                        rule(random),
                        rule(random),
                        rule(random),
                        "here $U%$D@localhost",
                        (random.nextBoolean() ? "$% $E" : "$% ") + "$U%$H");
        RuleTable table = new RuleTable(generation);
        assertThat(table.problems().stream().filter(Problem::isError))
                .allMatch(p -> p.location().line() <= 3);
        boolean envelope = random.nextBoolean();
        MailAddress address = new MailAddress(mutated("u%x.y+z!b", random), any(DOMAINS, random));
        RewriteContext context =
                new RewriteContext(
                        generation,
                        random.nextBoolean() ? "uucp" : "tcp_local",
                        envelope,
                        random.nextBoolean(),
                        false,
                        random.nextBoolean() ? Trace.OFF : Trace.recording());
        House asked = House.of(". $U%$H@localhost").table("T", i -> i + i + "/Y");
        Route route = new Rewriting(table, context, asked, address).run();
        assertThat(route).isNotNull();
        if (route instanceof Route.Found found) {
            assertThat(
                            LocalPart.makesAddress(
                                    found.address().localPart(), found.address().domain()))
                    .isTrue();
            if (!envelope && !table.mayChangeHeaders()) {
                assertThat(found.address()).isEqualTo(address);
            }
        }
    }

    @Test
    void whateverIsChangedARuleIsRefusedOrAnAddressIsAnswered() {
        long first = new Random().nextLong();
        for (long seed = first; seed < first + TRIES; seed++) {
            try {
                once(seed);
            } catch (AssertionError | RuntimeException found) {
                throw new AssertionError("seed " + seed, found);
            }
        }
    }

    @Test
    void aDeepNameIsLookedForABoundedNumberOfTimes() {
        Trace trace = Trace.recording();
        House house =
                House.of("*.*.*.*.a $U%x@localhost$Mnobody", ".a $U%$H$D", ". $U%$H$D")
                        .traced(trace);
        Route route = house.route(new MailAddress("u", "a." + "a.".repeat(120) + "a"));
        assertThat(route).isInstanceOf(Route.Refused.class);
        assertThat(trace.steps()).hasSizeLessThanOrEqualTo(50);
    }
}
