// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However the octets of a client are cut, the answers and the messages are the same. */
class SlicingPropertyTest {

    @Provide
    Arbitrary<String> conversations() {
        return Arbitraries.of(
                        "EHLO x\r\n",
                        "MAIL FROM:<a@b.c>\r\n",
                        "MAIL FROM:<>\r\n",
                        "RCPT TO:<d@e.f>\r\n",
                        "RCPT TO:<nobody@e.f>\r\n",
                        "DATA\r\n",
                        "text\r\n",
                        "..x\r\n",
                        ".\r\n",
                        ".\n",
                        "\n.\r\n",
                        "\r",
                        "BDAT 3\r\n",
                        "abc",
                        "BDAT 5 LAST\r\n",
                        "ab\r\nc",
                        "RSET\r\n",
                        "NOOP\r\n",
                        "AUTH ECHO\r\n",
                        "AGFsaWNlAHNlY3JldA==\r\n",
                        "*\r\n",
                        "BDAT x\r\n",
                        "QUIT\r\n",
                        "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\nx\r\n.\r\n")
                .list()
                .ofMaxSize(25)
                .map(words -> "EHLO c\r\n" + String.join("", words));
    }

    private record Result(String answers, List<String> messages, boolean closed) {}

    private static Result play(String text, int slice, boolean settleEachTime) {
        Dialogue dialogue = new Dialogue(Map.of(), Map.of("maxWaitingOctets", 1_000_000));
        StringBuilder heard = new StringBuilder(dialogue.connection.heard());
        for (int at = 0; at < text.length() && !dialogue.connection.closing; at += slice) {
            dialogue.hand(text.substring(at, Math.min(text.length(), at + slice)));
            if (settleEachTime) {
                dialogue.connection.settle();
            }
        }
        dialogue.connection.settle();
        heard.append(dialogue.connection.heard());
        boolean closed = dialogue.connection.closing;
        dialogue.connection.close();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        return new Result(
                heard.toString(),
                dialogue.rooms.taken.stream().map(FakeRooms.Taken::data).toList(),
                closed);
    }

    @Property(tries = 1500)
    void slicingAndTimingDoNotMatter(
            @ForAll("conversations") String text, @ForAll @IntRange(min = 1, max = 30) int slice) {
        Result whole = play(text, text.length(), true);
        assertThat(play(text, slice, true)).isEqualTo(whole);
        assertThat(play(text, slice, false)).isEqualTo(whole);
    }
}
