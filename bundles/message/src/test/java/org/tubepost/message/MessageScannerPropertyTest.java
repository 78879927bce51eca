// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Summary;

/** Whatever comes in and however it is cut, the summary is the same and hangs together. */
class MessageScannerPropertyTest {

    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<String> token =
                Arbitraries.of(
                        "\r\n",
                        "\r\n",
                        "\r\n",
                        "\r\n\r\n",
                        "\n",
                        "\r",
                        "\0",
                        "é",
                        "text",
                        "--a",
                        "--a--",
                        "--ab",
                        "--b",
                        "--",
                        "-",
                        " ",
                        "\t",
                        "Content-Type: ",
                        "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
                        "Content-Type: multipart/digest; boundary=ab\r\n",
                        "Content-Type: multipart/mixed;\r\n boundary=\"b\"\r\n",
                        "Content-Type: message/rfc822\r\n\r\n",
                        "Received: x\r\n",
                        "Message-ID: <a@b>\r\n",
                        "Priority: urgent\r\n",
                        "a line of some words ");
        return token.list()
                .ofMaxSize(60)
                .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
    }

    /** Parts within parts, most of them without an end, with little in them. */
    @Provide
    Arbitrary<byte[]> nestings() {
        return Arbitraries.of(
                        "\r\n",
                        "\r\n",
                        "A: b\r\n",
                        "--a\r\n",
                        "--b\r\n",
                        "--a--\r\n",
                        "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
                        "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n",
                        "Content-Type: message/rfc822\r\n\r\n")
                .list()
                .ofMaxSize(15)
                .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 3000)
    void partsOfNestingsLieWithinOneAnotherInOrder(@ForAll("nestings") byte[] octets) {
        partsLieWithinOneAnotherInOrder(octets);
    }

    @Property(tries = 3000)
    void slicingDoesNotMatter(
            @ForAll("messages") byte[] octets,
            @ForAll List<@IntRange(min = 0, max = 20) Integer> cuts) {
        MessageScanner scanner = new MessageScanner();
        int at = 0;
        for (int cut : cuts) {
            int count = Math.min(cut, octets.length - at);
            scanner.update(ByteBuffer.wrap(octets, at, count));
            at += count;
        }
        scanner.update(ByteBuffer.wrap(octets, at, octets.length - at));
        Summary whole = MessageScannerTest.scan(octets, Integer.MAX_VALUE);
        assertThat(scanner.finish()).isEqualTo(whole);
        assertThat(MessageScannerTest.scan(octets, 1)).isEqualTo(whole);
    }

    @Property(tries = 3000)
    void partsLieWithinOneAnotherInOrder(@ForAll("messages") byte[] octets) {
        Summary summary = MessageScannerTest.scan(octets, Integer.MAX_VALUE);
        Part root = summary.root();
        assertThat(root.headerStart()).isZero();
        assertThat(root.end()).isEqualTo(octets.length);
        assertThat(root.bodyStart()).isEqualTo(summary.headerSize());
        check(root, octets);
        assertThat(Summary.decode(summary.encode())).isEqualTo(summary);
    }

    @Property(tries = 2000)
    void lineFactsAreThoseOfASlowReader(@ForAll("messages") byte[] octets) {
        Summary summary = MessageScannerTest.scan(octets, Integer.MAX_VALUE);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int longest = 0;
        for (String line : text.split("\r?\n", -1)) {
            longest = Math.max(longest, line.length());
        }
        assertThat(summary.longestLine()).isEqualTo(longest);
        String rest = text.replace("\r\n", "");
        assertThat(summary.binary())
                .isEqualTo(rest.contains("\r") || rest.contains("\n") || rest.contains("\0"));
        String header = text.substring(0, summary.headerSize());
        assertThat(summary.internationalHeader()).isEqualTo(beyond(header));
        assertThat(summary.eightBit()).isEqualTo(beyond(text.substring(header.length())));
    }

    private static boolean beyond(String text) {
        return text.chars().anyMatch(c -> c >= 0x80);
    }

    private static void check(Part part, byte[] octets) {
        assertThat(part.headerStart()).isLessThanOrEqualTo(part.bodyStart());
        assertThat(part.bodyStart()).isLessThanOrEqualTo(part.end());
        int lines = 0;
        for (long i = part.bodyStart(); i < part.end(); i++) {
            lines += octets[(int) i] == '\n' ? 1 : 0;
        }
        boolean open = part.end() > part.bodyStart() && octets[(int) part.end() - 1] != '\n';
        assertThat(part.bodyLines()).isEqualTo(lines + (open ? 1 : 0));
        long last = part.bodyStart();
        for (Part child : part.children()) {
            assertThat(child.headerStart()).isGreaterThanOrEqualTo(last);
            assertThat(child.end()).isLessThanOrEqualTo(part.end());
            last = child.end();
            check(child, octets);
        }
        part.message()
                .ifPresent(
                        message -> {
                            assertThat(message.headerStart()).isEqualTo(part.bodyStart());
                            assertThat(message.end()).isEqualTo(part.end());
                            check(message, octets);
                        });
    }
}
