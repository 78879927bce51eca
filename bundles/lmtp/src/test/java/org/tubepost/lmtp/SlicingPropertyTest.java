// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However the octets come in, the answers are the same and nothing is left open. */
class SlicingPropertyTest {
    @Provide
    static Arbitrary<String> conversations() {
        return Arbitraries.of(
                        "LHLO x\r\n",
                        "EHLO x\r\n",
                        "MAIL FROM:<a@b.c>\r\n",
                        "RCPT TO:<ada@example.com>\r\n",
                        "RCPT TO:<bob+x@example.com>\r\n",
                        "RCPT TO:<nobody@example.com>\r\n",
                        "DATA\r\n",
                        "text\r\n",
                        ".\r\n",
                        "\n.\r\n",
                        "BDAT 3\r\n",
                        "abc",
                        "BDAT 5 LAST\r\n",
                        "ab\r\nc",
                        "RSET\r\n",
                        "BDAT x\r\n",
                        "\u0000\r\n",
                        "QUIT\r\n",
                        "MAIL FROM:<a@b.c>\r\nRCPT TO:<ada@example.com>\r\nDATA\r\nx\r\n.\r\n")
                .list()
                .ofMaxSize(25)
                .map(words -> "LHLO c\r\n" + String.join("", words));
    }

    private record Result(String answers, List<String> messages, boolean closed) {}

    private static Result play(String text, int slice, boolean settleEachTime) {
        Exchange exchange = new Exchange(new FakeRooms(), Map.of("CLIENTS", "192.0.2.9"), Map.of());
        StringBuilder heard = new StringBuilder();
        for (int at = 0; at < text.length() && !exchange.connection.closing; at += slice) {
            exchange.hand(text.substring(at, Math.min(text.length(), at + slice)));
            if (settleEachTime) {
                exchange.connection.settle();
            }
        }
        exchange.connection.settle();
        heard.append(exchange.connection.heard());
        boolean closed = exchange.connection.closing;
        exchange.connection.close();
        exchange.connection.settle();
        assertThat(exchange.rooms.openLeases).isZero();
        assertThat(exchange.rooms.openSinks).isZero();
        return new Result(
                heard.toString(),
                exchange.rooms.taken.stream().map(t -> t.mailboxes() + body(t.text())).toList(),
                closed);
    }

    private static String body(String text) {
        return text.substring(text.indexOf("; "));
    }

    @Property(tries = 1000)
    void slicingAndTimingDoNotMatter(
            @ForAll("conversations") String text, @ForAll @IntRange(min = 1, max = 30) int slice) {
        Result whole = play(text, text.length(), true);
        assertThat(play(text, slice, true)).isEqualTo(whole);
        assertThat(play(text, slice, false)).isEqualTo(whole);
    }
}
