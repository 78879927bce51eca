// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition.Attribute;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.store.MailboxName;

/** Whatever a rule file says, compiling and following it ends soon, with rules or problems. */
class RulePropertyTest {
    private static final SourceLocation PLACE = new SourceLocation(Written.FILE, 3, 4);

    @Property(tries = 1000)
    void anyAttributesAreARuleOrProblemsWithAPlace(
            @ForAll("attributes") List<Attribute> attributes) {
        RuleSet set = RuleSet.compile(List.of(new ExpiryRuleDefinition("R", attributes, PLACE)));
        boolean broken = set.problems().stream().anyMatch(Problem::isError);
        assertThat(set.rules()).hasSize(broken ? 0 : 1);
        assertThat(set.problems()).allMatch(p -> p.location().equals(PLACE));
        assertThatCode(() -> set.of(new MailboxName("ann@example.com", "A/B"), "primary"))
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<List<Attribute>> attributes() {
        Arbitrary<String> names =
                Arbitraries.of(
                        "folderpattern",
                        "FolderPattern",
                        "regexp",
                        "exclusive",
                        "action",
                        "messagedays",
                        "savedays",
                        "messagecount",
                        "foldersize",
                        "messagesize",
                        "messagesizedays",
                        "seen",
                        "deleted",
                        "expires",
                        "partition",
                        "Subject",
                        "X-Spam",
                        "messageheader.from",
                        "nonsense",
                        "ä-ö");
        Arbitrary<String> values =
                Arbitraries.oneOf(
                        Arbitraries.of(
                                "user/*",
                                "user/(a|b",
                                "1",
                                "0",
                                "and",
                                "or",
                                "2G",
                                "99999999999",
                                "fileinto:Old",
                                "fileinto:",
                                "fileinto:user/",
                                "discard",
                                "\\",
                                "G",
                                "(a*)*b",
                                "&",
                                "user/&-/[",
                                "9223372036854775807K"),
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(40));
        return Combinators.combine(names, values)
                .as((n, v) -> new Attribute(n, v, PLACE, PLACE))
                .list()
                .ofMaxSize(8);
    }

    @Test
    void anExpressionThatWouldTakeForEverDoesNotMatch() {
        Instant before = Instant.now();
        String text = "a".repeat(4000);
        for (String bad : List.of("(a*)*b", "(a|aa)+$b", "(.*a){25}b", "((a|b)*)*c")) {
            assertThat(TextPattern.ofValues(bad, true).matches(text)).as(bad).isFalse();
        }
        TextPattern wild = TextPattern.ofValues("*a".repeat(450) + "b", false);
        assertThat(wild.matches(text)).isFalse();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void valuesAreComparedWithoutRegardToCase() {
        assertThat(TextPattern.ofValues("*Lottery*", false).matches("You won the LOTTERY!"))
                .isTrue();
        assertThat(TextPattern.ofValues("Lottery", false).matches("the lottery")).isFalse();
        assertThat(TextPattern.ofValues("inbox*", false).matches("Inbox zero")).isTrue();
        assertThat(TextPattern.ofValues("^re:", true).matches("RE: x")).isTrue();
    }
}
