// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.mapping.Tables.answer;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The left side of an entry. */
class PatternTest {
    private static boolean matches(String pattern, String input) {
        return !answer(input, pattern + "  y").equals("none");
    }

    @Test
    void lettersMatchWithoutRegardToCase() {
        assertThat(matches("TCP_local|x", "tcp_LOCAL|X")).isTrue();
        assertThat(matches("abc", "abcd")).isFalse();
        assertThat(matches("abc", "ab")).isFalse();
    }

    @Test
    void percentIsOneCharacterAndStarAnyNumber() {
        assertThat(matches("a%c", "abc")).isTrue();
        assertThat(matches("a%c", "ac")).isFalse();
        assertThat(matches("a*c", "ac")).isTrue();
        assertThat(matches("a*c", "abbbc")).isTrue();
        assertThat(matches("*", "")).isTrue();
        assertThat(matches("%", "")).isFalse();
    }

    @Test
    void starIsGreedyAndDollarUnderscoreStarIsLazy() {
        assertThat(answer("a.b.c", "*.*  [$0][$1]")).isEqualTo("[a.b][c]/");
        assertThat(answer("a.b.c", "$_*.*  [$0][$1]")).isEqualTo("[a][b.c]/");
    }

    @Test
    void wildcardsAreSavedInOrder() {
        assertThat(answer("1-22-3", "%-*-$D%  $2$1$0")).isEqualTo("3221/");
    }

    @Test
    void savingIsSwitchedOffAndOn() {
        assertThat(answer("a.b.c", "$@*.%.$^*  [$0]")).isEqualTo("[c]/");
    }

    @ParameterizedTest
    @CsvSource({
        "$A*,abcXYZ,ab1", "$B*,0110,012", "$D*,0189,01a", "$H*,09afAF,0g", "$X*,09afAF,0g",
        "$O*,0127,018", "$S*,a_1$,a-b", "$A%,q,1", "$[abc]*,aBc,abd", "$[a-f0-9]*,af09,ag",
        "$[~0-9]*,abc,a1", "$[-x]*,-x,a",
    })
    void classesHoldTheirCharacters(String pattern, String inside, String outside) {
        assertThat(matches(pattern, inside)).isTrue();
        assertThat(matches(pattern, outside)).isFalse();
    }

    @Test
    void blanksAreAClass() {
        assertThat(matches("a$T*b", "a \tb")).isTrue();
        assertThat(matches("a$T*b", "a-b")).isFalse();
    }

    @Test
    void dollarQuotes() {
        assertThat(matches("a$*b", "a*b")).isTrue();
        assertThat(matches("a$*b", "axb")).isFalse();
        assertThat(matches("a$%", "a%")).isTrue();
        assertThat(matches("a$$b", "a$b")).isTrue();
        assertThat(matches("a$ b", "a b")).isTrue();
    }

    @Test
    void aBackReferenceIsWhatTheFieldSaved() {
        assertThat(matches("*@$0*", "ab@AB")).isTrue();
        assertThat(matches("*@$0*", "ab@ac")).isFalse();
        assertThat(matches("%*|$1*$0*", "xyz|yzx")).isTrue();
    }

    @Test
    void aBackReferenceMakesTheWildcardsBeforeItTryEveryLength() {
        // Greedy first tries leave nothing to refer to: abcabc needs fields "" and "abc", or such.
        assertThat(matches("**$1*$1*", "abcbcbc")).isTrue();
        assertThat(answer("aabaab", "*$0*  [$0]")).isEqualTo("[aab]/");
    }

    @Test
    void aReferenceToAFieldThatIsNotThereNeverMatches() {
        assertThat(matches("*$5*", "abc")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "$(10.1.0.0/16),10.1.255.3,10.2.0.1",
        "$(10.1.2.3),10.1.2.3,10.1.2.4",
        "$(10.1.2.128/25),10.1.2.200,10.1.2.127",
        "$(0.0.0.0/0),255.1.2.3,::1",
        "$<10.1.2.0/8>,10.1.2.77,10.1.3.1",
        "${2001:db8::/32},2001:db8:ffff::1,2001:db9::1",
        "${::1/128},::1,::2",
        "${2001:DB8::1},2001:db8:0:0:0:0:0:1,2001:db8::2",
    })
    void anAddressPrefixHoldsTheAddressesOfANetwork(String pattern, String inside, String outside) {
        assertThat(matches(pattern, inside)).isTrue();
        assertThat(matches(pattern, outside)).isFalse();
        assertThat(matches("*|" + pattern + "|*", "a|" + inside + "|b")).isTrue();
        assertThat(matches("*|" + pattern + "|*", "a|" + outside + "|b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1", "999.1.1.1", "1.2.3.4.5", "167772161", "10.0.0.1.", "a", "::g"})
    void whatIsNoAddressIsInNoNetworkAndNobodyIsAsked(String text) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> {
                    assertThat(matches("$(0.0.0.0/0)", text)).isFalse();
                    assertThat(matches("${::/0}", text)).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$",
                "$[abc",
                "$[abc]",
                "$[abc]x",
                "$(10.0.0.0/8",
                "$(10.0.0/8)",
                "$(10.0.0.0/33)",
                "$(10.0.0.0/x)",
                "$(999.0.0.0/8)",
                "$(host.example)",
                "${::g}",
                "$_x",
                "$_",
                "$<10.0.0.0/-1>"
            })
    void aBrokenPatternIsAProblemWithItsPlace(String pattern) {
        assertThat(Tables.compiled(pattern + "  y").problems())
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.isError()).isTrue();
                            assertThat(p.toString())
                                    .startsWith("mappings:3:3: error: entry of T: ");
                        });
    }

    @Test
    void aPatternHasABoundedNumberOfWildcards() {
        assertThat(Tables.compiled("%".repeat(256)).problems()).isEmpty();
        assertThat(matches("%".repeat(256), "x".repeat(256))).isTrue();
        assertThat(Tables.compiled("%".repeat(257)).problems())
                .singleElement()
                .asString()
                .contains("pattern has more than 256 wildcards");
    }

    @Test
    void noInputMakesAPatternSlow() {
        String stars = IntStream.range(0, 30).mapToObj(i -> "*a").collect(Collectors.joining());
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    assertThat(matches(stars + "b", "a".repeat(2000))).isFalse();
                    assertThat(matches("*$0*$0*$0*b", "a".repeat(600))).isFalse();
                    assertThat(matches("***$2*$1*$0*b", "a".repeat(600))).isFalse();
                });
    }
}
