// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Summary;

class MessageScannerTest {

    private static final String MIXED =
            """
            Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000
            RECEIVED : from c by d; Mon, 23 Nov 2026 09:00:00 +0000
            Message-ID: (x)
             <one@example.com>
            Priority: Urgent
            Content-Type: multipart/mixed;
             boundary="b 1"

            preamble
            --b 1
            Content-Type: text/html

            <p>
            --b 1\s\s
            Content-Type: message/rfc822

            Subject: inner
            Content-Type: multipart/alternative; boundary=b

            --b

            plain
            two
            --b 1--
            epilogue
            --b 1
            """
                    .replace("\n", "\r\n");

    static Summary scan(String text) {
        return scan(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    static Summary scan(byte[] octets, int sliceSize) {
        MessageScanner scanner = new MessageScanner();
        for (int at = 0; at < octets.length; at += sliceSize) {
            scanner.update(ByteBuffer.wrap(octets, at, Math.min(sliceSize, octets.length - at)));
            if (sliceSize == Integer.MAX_VALUE) {
                break;
            }
        }
        return scanner.finish();
    }

    private static String body(String text, Part part) {
        return text.substring((int) part.bodyStart(), (int) part.end());
    }

    @Test
    void fieldsOfTheMessageAreUnderstood() {
        Summary summary = scan(MIXED);
        assertThat(summary.receivedCount()).isEqualTo(2);
        assertThat(summary.messageIdField()).isEqualTo("<one@example.com>");
        assertThat(summary.priority()).isEqualTo(Priority.URGENT);
        assertThat(summary.headerSize()).isEqualTo(MIXED.indexOf("preamble"));
        assertThat(summary.size()).isEqualTo(MIXED.length());
        assertThat(summary.binary()).isFalse();
        assertThat(summary.eightBit()).isFalse();
    }

    @Test
    void anOuterBoundaryEndsInnerPartsAndTheBreakBeforeItBelongsToIt() {
        Part root = scan(MIXED).root();
        assertThat(root.mediaType()).isEqualTo("multipart/mixed");
        assertThat(root.end()).isEqualTo(MIXED.length());
        assertThat(root.children()).hasSize(2);
        Part html = root.children().get(0);
        assertThat(html.mediaType()).isEqualTo("text/html");
        assertThat(body(MIXED, html)).isEqualTo("<p>");
        assertThat(html.bodyLines()).isEqualTo(1);
        Part enclosing = root.children().get(1);
        Part inner = enclosing.message().orElseThrow();
        assertThat(inner.headerStart()).isEqualTo(enclosing.bodyStart());
        assertThat(inner.end()).isEqualTo(enclosing.end());
        assertThat(inner.mediaType()).isEqualTo("multipart/alternative");
        assertThat(inner.children()).hasSize(1);
        assertThat(body(MIXED, inner.children().get(0))).isEqualTo("plain\r\ntwo");
        assertThat(inner.children().get(0).bodyLines()).isEqualTo(2);
    }

    @Test
    void partsOfADigestAreMessages() {
        String text =
                "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nFrom: a\r\n\r\nhi\r\n"
                        + "--x--\r\n";
        Part part = scan(text).root().children().get(0);
        assertThat(part.mediaType()).isEqualTo("message/rfc822");
        assertThat(body(text, part.message().orElseThrow())).isEqualTo("hi");
    }

    @Test
    void anEncodedMessageIsNotLookedInto() {
        String text =
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbQ==";
        assertThat(scan(text).root().message()).isEmpty();
    }

    @Test
    void aPartWithoutEmptyLineHasNoBody() {
        String text = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nA: b\r\n--x--\r\n";
        Part part = scan(text).root().children().get(0);
        assertThat(part.bodyStart()).isEqualTo(part.end()).isEqualTo(text.indexOf("--x--"));
        assertThat(part.bodyLines()).isZero();
    }

    @Test
    void theEmptyLineOfAHeaderBelongsToAllThatThePartLiesIn() {
        String digest =
                "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nA: b\r\n\r\n--x--\r\n";
        Part part = scan(digest).root().children().get(0);
        Part message = part.message().orElseThrow();
        assertThat(message.bodyStart()).isEqualTo(message.end()).isEqualTo(part.end());
        assertThat(body(digest, part)).isEqualTo("A: b\r\n\r\n");
        assertThat(part.bodyLines()).isEqualTo(2);
        String nested =
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                        + "Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nA: b\r\n\r\n--x--\r\n";
        Part outer = scan(nested).root().children().get(0);
        assertThat(outer.end())
                .isEqualTo(outer.children().get(0).end())
                .isEqualTo(nested.indexOf("--x--"));
        assertThat(outer.bodyLines()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: b\r\n\r\n', 8, 0",
        "'a: b\r\n', 6, 0",
        "'a: b', 4, 0",
        "'', 0, 0",
        "'\r\nbody', 2, 1",
        "'\r\nbody\r\n', 2, 1",
        "'a: b\n\nbody\n\n', 6, 2",
        "'a: b\n \nc: d\n\nx', 13, 1"
    })
    void theEmptyLineEndsTheHeader(String text, int headerSize, int lines) {
        Summary summary = scan(text);
        assertThat(summary.headerSize()).isEqualTo(headerSize);
        assertThat(summary.root().bodyStart()).isEqualTo(headerSize);
        assertThat(summary.root().bodyLines()).isEqualTo(lines);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: b\r\n\r\nfine\r\n', false",
        "'a: b\r\n\r\nlone\rreturn\r\n', true",
        "'a: b\r\n\r\nlone\nfeed\r\n', true",
        "'a: b\r\n\r\nlast\r', true",
        "'a: b\r\n\r\n\r\r\n', true"
    })
    void whatTextMayNotHaveIsBinary(String text, boolean binary) {
        assertThat(scan(text).binary()).isEqualTo(binary);
    }

    @Test
    void nulIsBinaryWhereverItStands() {
        assertThat(scan("a: b\r\n\r\n12345678\0").binary()).isTrue();
        assertThat(scan("a: b\r\n\r\n1234\0" + "5678".repeat(4)).binary()).isTrue();
    }

    @Test
    void octetsBeyondAsciiAreToldApartByPlace() {
        assertThat(scan("a: é\r\n\r\nb").internationalHeader()).isTrue();
        assertThat(scan("a: é\r\n\r\nb").eightBit()).isFalse();
        assertThat(scan("a: e\r\n\r\n12345678é").internationalHeader()).isFalse();
        assertThat(scan("a: e\r\n\r\n12345678é").eightBit()).isTrue();
    }

    @Test
    void theLongestLineIsFoundWithoutItsBreak() {
        assertThat(scan("a: b\r\n\r\n" + "x".repeat(5000) + "\r\nyy").longestLine())
                .isEqualTo(5000);
        assertThat(scan("a: b\r\n\r\nyy" + "x".repeat(5000)).longestLine()).isEqualTo(5002);
    }

    @Test
    void aCrWithinALineIsPartOfIt() {
        String text =
                "Content-Type: multipart/mixed; boundary=xy\r\n\r\n--x\ry\r\n\r\nno\r\n--xy\r\n\r\nyes";
        List<Part> children = scan(text).root().children();
        assertThat(children).hasSize(1);
        assertThat(body(text, children.get(0))).isEqualTo("yes");
    }

    @Test
    void tooDeepAndTooManyPartsAreOpaque() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b").append(i);
            deep.append("\r\n\r\n--b").append(i).append("\r\n");
        }
        int depth = 0;
        for (Part p = scan(deep.toString()).root(); !p.children().isEmpty(); depth++) {
            p = p.children().get(0);
        }
        assertThat(depth).isEqualTo(99);
        String many =
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n".repeat(20_000);
        Summary summary = scan(many);
        assertThat(summary.root().children()).hasSize(9_999);
        assertThat(Summary.decode(summary.encode())).isEqualTo(summary);
    }

    @Test
    void prefixedOffsetsAreThoseOfAFreshScan() {
        String prefix = "Received: x\r\n";
        assertThat(scan(MIXED).prefixed(prefix.length(), 1)).isEqualTo(scan(prefix + MIXED));
    }

    @Test
    void aDirectBufferIsReadAsWell() {
        byte[] octets = MIXED.repeat(500).getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        MessageScanner scanner = new MessageScanner();
        scanner.update(direct);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(scanner.finish()).isEqualTo(scan(octets, Integer.MAX_VALUE));
    }
}
