// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the addresses of a field stand. */
class AddressSpanTest {

    /** Each address with the octets it was found in, {@code written=address}. */
    private static List<String> found(String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return AddressSpan.of(octets, 0, octets.length).orElseThrow().stream()
                .map(
                        s ->
                                new String(
                                                octets,
                                                s.from(),
                                                s.to() - s.from(),
                                                StandardCharsets.UTF_8)
                                        + "="
                                        + s.address())
                .toList();
    }

    private static Optional<List<AddressSpan>> spans(String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return AddressSpan.of(octets, 0, octets.length);
    }

    @Test
    void addressesStandAloneOrInBrackets() {
        assertThat(found(" a@example.org, Bob <b@Example.ORG> (the boss), \"C, D\" <c@x.org>\r\n"))
                .containsExactly(
                        "a@example.org=a@example.org",
                        "b@Example.ORG=b@example.org",
                        "c@x.org=c@x.org");
    }

    @Test
    void groupsGiveTheirMembers() {
        assertThat(
                        found(
                                "Friends: a@x.org, B <b@x.org>;, undisclosed recipients:;,"
                                        + " c@x.org\r\n"))
                .containsExactly("a@x.org=a@x.org", "b@x.org=b@x.org", "c@x.org=c@x.org");
    }

    @Test
    void commentsFoldsAndQuotedPairsArePassedOver() {
        assertThat(
                        found(
                                "(before \\) (nested)) Pete(A nice \\) chap)\r\n"
                                        + " <pete(his account)@silly.test(his host)>"))
                .containsExactly("pete(his account)@silly.test=pete@silly.test");
    }

    @Test
    void quotedLocalPartsAreUnquoted() {
        assertThat(found("\"john smith\"@x.org, <\"a\\\"b\"@x.org>"))
                .containsExactly(
                        "\"john smith\"@x.org=\"john smith\"@x.org",
                        "\"a\\\"b\"@x.org=\"a\\\"b\"@x.org");
    }

    @Test
    void routesAreNoPartOfTheAddress() {
        assertThat(found("Mary <@machine.tld,@other.tld:mary@example.net>"))
                .containsExactly("mary@example.net=mary@example.net");
    }

    @Test
    void encodedWordsAndUtf8MayStandInNames() {
        assertThat(found("=?utf-8?q?J=C3=BCrgen?= <j@x.org>, Zoë <zoë@münchen.example>"))
                .containsExactly("j@x.org=j@x.org", "zoë@münchen.example=zoë@münchen.example");
    }

    @Test
    void whiteSpaceMayStandAroundTheAtSign() {
        assertThat(found("john . doe @ example . org"))
                .containsExactly("john . doe @ example . org=john.doe@example.org");
    }

    @Test
    void addressWithoutDomainHasNone() {
        assertThat(found("joe, root <root>")).containsExactly("joe=joe", "root=root");
    }

    @Test
    void whatIsNoAddressIsPassedOver() {
        assertThat(found("two words, c@[192.0.2.1], d@, @x.org, <>, e@-x-.org, f@x.org"))
                .containsExactly("c@[192.0.2.1]=c@[192.0.2.1]", "f@x.org=f@x.org");
    }

    @Test
    void misplacedDotsAreTakenAsIfTheyWereQuoted() {
        assertThat(found("a..b@x.org, .c.@x.org"))
                .containsExactly("a..b@x.org=\"a..b\"@x.org", ".c.@x.org=\".c.\"@x.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x.org <b@x.org",
                "(never closed a@x.org",
                "\"never closed a@x.org",
                "a@x.org>, b@x.org",
                "a: b: c@x.org;",
                "a@[192.0.2.1, b@x.org",
                "a@x.org; b@x.org",
                "a@x.org \\ b@x.org",
                "a) <b@x.org>"
            })
    void brokenListHasNoPlaces(String body) {
        assertThat(spans(body)).isEmpty();
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(
                        "a@x.org",
                        "b",
                        "@",
                        "<",
                        ">",
                        ",",
                        ";",
                        ":",
                        "(",
                        ")",
                        "\"",
                        "\\",
                        "[",
                        "]",
                        ".",
                        " ",
                        "\r\n ",
                        "é",
                        "=?utf-8?q?x?=",
                        "name <c@y.org>",
                        "g: d@z.org;",
                        "\"q p\"@x.org",
                        "\0",
                        "\u007f")
                .list()
                .ofMaxSize(25)
                .map(l -> String.join("", l));
    }

    @Property(tries = 20_000)
    void placesLieInOrderAndReadAgainAsTheSameAddress(@ForAll("bodies") String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        int last = 0;
        for (AddressSpan span : AddressSpan.of(octets, 0, octets.length).orElse(List.of())) {
            assertThat(span.from()).isGreaterThanOrEqualTo(last);
            assertThat(span.to()).isBetween(span.from() + 1, octets.length);
            last = span.to();
            assertThat(AddressSpan.of(octets, span.from(), span.to()).orElseThrow())
                    .containsExactly(span);
        }
    }

    @Test
    void hugeFieldsTakeNoLongerThanTheyAreLong() {
        for (String part : List.of("(", "a@x.org,", "<", "\"\\", "a:", "a.", "\r\n ")) {
            String body = part.repeat(1_000_000 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> spans(body));
        }
    }
}
