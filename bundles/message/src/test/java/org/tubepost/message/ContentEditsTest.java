// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.Summary;

/** Contents with another header or texts in their body; the scanner knows what they should be. */
class ContentEditsTest {

    private static String text(Content content) throws IOException {
        return new String(content.newInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Content framed(String message, String before, String behind) throws IOException {
        BytesContent content = BytesContent.of(message);
        return new ContentEdits(content).insert(TextFrame.around(content, before, behind)).apply();
    }

    /** The summary that was worked out is the one that a scan finds. */
    private static void check(Content content) throws IOException {
        Summary scanned =
                MessageScannerTest.scan(content.newInputStream().readAllBytes(), Integer.MAX_VALUE);
        Summary told = content.summary();
        assertThat(told.root()).isEqualTo(scanned.root());
        assertThat(told.size()).isEqualTo(scanned.size());
        assertThat(told.headerSize()).isEqualTo(scanned.headerSize());
        assertThat(told.receivedCount()).isEqualTo(scanned.receivedCount());
        assertThat(told.messageIdField()).isEqualTo(scanned.messageIdField());
        assertThat(told.eightBit()).isEqualTo(scanned.eightBit());
        assertThat(told.internationalHeader()).isEqualTo(scanned.internationalHeader());
        assertThat(told.longestLine()).isGreaterThanOrEqualTo(scanned.longestLine());
    }

    @Test
    void headerIsReplacedAndTheBodyStays() throws IOException {
        BytesContent old = BytesContent.of("From: a@x\r\nMessage-ID: <1@x>\r\n\r\nbody\r\n");
        Content other =
                new ContentEdits(old)
                        .header("To: b\r\n\r\n".getBytes(StandardCharsets.UTF_8))
                        .apply();
        assertThat(text(other)).isEqualTo("To: b\r\n\r\nbody\r\n");
        check(other);
        Content longer =
                other.withHeader(
                        ByteBuffer.wrap("Received: x\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(text(longer)).isEqualTo("Received: x\r\nTo: b\r\n\r\nbody\r\n");
        check(longer);
    }

    @Test
    void textIsPutAroundThePlainText() throws IOException {
        Content content = framed("Subject: x\r\n\r\nbody\r\n", "Hello\nall", "Bye");
        assertThat(text(content)).isEqualTo("Subject: x\r\n\r\nHello\r\nall\r\nbody\r\nBye\r\n");
        check(content);
    }

    @Test
    void textIsPutIntoTheFirstPlainPart() throws IOException {
        String message =
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
                        + "Content-Type: text/html\r\n\r\n<p>\r\n--a\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\none\r\ntwo\r\n--a\r\n\r\nthree\r\n--a--\r\n";
        Content content = framed(message, "", "— grüße\n");
        assertThat(text(content))
                .contains("\r\n\r\none\r\ntwo\r\n— grüße\r\n--a\r\n\r\nthree\r\n--a--");
        check(content);
    }

    @Test
    void partWithoutBodyIsLeftAlone() throws IOException {
        String message =
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n--a\r\n\r\n--a--\r\n";
        assertThat(text(framed(message, "before", "behind"))).isEqualTo(message);
    }

    @Test
    void encodedAttachedAndSignedTextsAreLeftAlone() throws IOException {
        for (String header :
                List.of(
                        "Content-Transfer-Encoding: base64",
                        "Content-Transfer-Encoding: quoted-printable",
                        "Content-Disposition: attachment; filename=x",
                        "Content-Type: text/html",
                        "Content-Type: text/plain; charset=utf-16",
                        "Content-Type: multipart/signed; boundary=b")) {
            String message = header + "\r\n\r\n--b\r\n\r\nbody\r\n--b--\r\n";
            assertThat(text(framed(message, "before", "behind"))).isEqualTo(message);
        }
    }

    @Test
    void wordsBeyondAsciiNeedEightBitsAndUtf8() throws IOException {
        String latin = "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nbody\r\n";
        assertThat(text(framed(latin, "", "Grüße"))).isEqualTo(latin);
        assertThat(text(framed(latin, "", "Bye"))).endsWith("Bye\r\n");
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.of(
                        "\r\n",
                        "\r\n\r\n",
                        "text",
                        "--a",
                        "--a--",
                        "--b",
                        " ",
                        "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
                        "Content-Type: multipart/mixed;\r\n boundary=\"b\"\r\n",
                        "Content-Type: message/rfc822\r\n\r\n",
                        "Content-Type: text/plain\r\n\r\n",
                        "Content-Type: text/html\r\n\r\n",
                        "Received: x\r\n",
                        "a line of words ",
                        "Message-ID: <a@b>\r\n")
                .list()
                .ofMaxSize(40)
                .map(l -> "X-First: y\r\n" + String.join("", l));
    }

    @Property(tries = 5_000)
    void summaryOfAnEditIsThatOfItsOctets(@ForAll("messages") String message) throws IOException {
        BytesContent content = BytesContent.of(message);
        HeaderEditor editor = HeaderEditor.of(content);
        editor.prepend("X-Before", "1");
        editor.remove(java.util.Set.of("message-id"));
        Content edited =
                new ContentEdits(content)
                        .header(editor.octets())
                        .insert(TextFrame.around(content, "one\ntwo", "three"))
                        .apply();
        check(edited);
    }

    @Property(tries = 500)
    void everyWayOfReadingASpliceGivesTheSame(@ForAll("messages") String message, @ForAll byte seed)
            throws IOException {
        BytesContent content = BytesContent.of(message);
        Content once =
                new ContentEdits(content)
                        .header("A: b\r\n\r\n".getBytes(StandardCharsets.UTF_8))
                        .insert(TextFrame.around(content, "before", "behind"))
                        .apply();
        HeaderEditor editor = HeaderEditor.of(once);
        editor.append("C", "d");
        Content twice = new ContentEdits(once).header(editor.octets()).apply();
        assertThat(((SplicedContent) twice).base()).isSameAs(content);
        String whole = text(twice);
        assertThat(whole).isEqualTo(text(once).replaceFirst("A: b\r\n", "A: b\r\nC: d\r\n"));
        int cut = Math.floorMod(seed, (int) twice.size() + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WritableByteChannel to = Channels.newChannel(out)) {
            assertThat(twice.transferTo(cut, twice.size() - cut, to)).isEqualTo(twice.size() - cut);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        new String(
                                java.util.Arrays.copyOfRange(
                                        whole.getBytes(StandardCharsets.UTF_8),
                                        cut,
                                        (int) twice.size()),
                                StandardCharsets.UTF_8));
    }
}
