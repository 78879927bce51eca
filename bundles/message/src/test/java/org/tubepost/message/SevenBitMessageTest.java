// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.Content;

/** A message in ASCII says what it said before, as Angus Mail reads both (RFC 6152 section 3). */
class SevenBitMessageTest {
    private static final String PLAIN =
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";

    private static byte[] converted(byte[] octets) throws Exception {
        BytesContent content = new BytesContent(octets);
        try (Content ascii = SevenBitMessage.of(content)) {
            ByteBuffer whole = ByteBuffer.allocate((int) ascii.size());
            assertThat(ascii.read(0, whole)).isEqualTo(whole.capacity());
            assertThat(ascii.summary()).isEqualTo(new BytesContent(whole.array()).summary());
            assertThat(ascii.summary().eightBit() || ascii.summary().internationalHeader())
                    .isFalse();
            return whole.array();
        }
    }

    private static String converted(String text) throws Exception {
        byte[] ascii = converted(text.getBytes(StandardCharsets.UTF_8));
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private static MimeMessage read(byte[] octets) throws Exception {
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.multipart.allowempty", "true");
        return new MimeMessage(Session.getInstance(lenient), new ByteArrayInputStream(octets));
    }

    private static MimeMessage read(String text) throws Exception {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each part that is not made of parts: its type without parameters and its decoded octets. */
    private static List<String> leaves(Part part) throws Exception {
        List<String> found = new ArrayList<>();
        String type = new ContentType(part.getContentType()).getBaseType();
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                found.addAll(leaves(child));
            }
        } else if (part.isMimeType("message/rfc822")) {
            found.addAll(leaves((MimeMessage) part.getContent()));
        } else {
            try (InputStream in = part.getInputStream()) {
                found.add(type + "|" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    private static void sameLeaves(byte[] octets) throws Exception {
        byte[] ascii = converted(octets);
        assertThat(leaves(read(ascii))).isEqualTo(leaves(read(octets)));
        assertThat(new BytesContent(ascii).summary().longestLine())
                .isLessThanOrEqualTo(
                        Math.max(998, new BytesContent(octets).summary().longestLine()));
    }

    private static void refused(String text, String reason) {
        assertThatThrownBy(() -> converted(text))
                .isInstanceOf(UnconvertibleException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void mostlyAsciiBecomesQuotedPrintable() throws Exception {
        String ascii =
                converted(PLAIN + "Content-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe = \r\n");
        assertThat(ascii)
                .isEqualTo(
                        PLAIN
                                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                + "Gr=C3=BC=C3=9Fe =3D=20\r\n");
    }

    @Test
    void mostlyOtherOctetsBecomeBase64() throws Exception {
        String text = PLAIN + "\r\n" + "\u65e5\u672c\u8a9e".repeat(40) + "\r\n";
        assertThat(converted(text)).contains("Content-Transfer-Encoding: base64\r\n");
        sameLeaves(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messageWithoutMimeBecomesOne() throws Exception {
        MimeMessage utf8 =
                read(converted("Subject: x\r\n\r\nGr\u00fc\u00dfe an alle da draussen\r\n"));
        assertThat(utf8.getHeader("MIME-Version", null)).isEqualTo("1.0");
        assertThat(utf8.getContent()).isEqualTo("Gr\u00fc\u00dfe an alle da draussen\r\n");
        byte[] latin =
                "Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n".getBytes(StandardCharsets.ISO_8859_1);
        MimeMessage unknown = read(converted(latin));
        assertThat(unknown.getContentType()).isEqualTo("text/plain; charset=unknown-8bit");
        assertThat(leaves(unknown).get(0)).isEqualTo("text/plain|Gr\u00fc\u00dfe\r\n");
    }

    @Test
    void onlyThePartsThatNeedItAreEncoded() throws Exception {
        String text =
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\nvorh\u00e4r\r\n--b\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\ngr\u00fcn \r\n--b\r\n\r\n"
                        + "plain = text \r\n--b\r\nContent-Type: application/pdf;\r\n"
                        + " name=\"\u00fc.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + "AAAA\r\n--b\r\n\r\nohne Typ \u00fc\r\n--b--\r\nnachh\u00e4r\r\n";
        String ascii = converted(text);
        assertThat(ascii)
                .contains("Content-Transfer-Encoding: 7bit\r\n\r\nvorh??r\r\n--b\r\n")
                .contains("--b\r\n\r\nplain = text \r\n--b\r\n")
                .contains("name*=utf-8''%C3%BC.pdf\r\n")
                .endsWith("--b--\r\nnachh??r\r\n");
        sameLeaves(text.getBytes(StandardCharsets.UTF_8));
        Multipart parts = (Multipart) read(ascii).getContent();
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("gr\u00fcn ");
        assertThat(parts.getBodyPart(3).getContent()).isEqualTo("ohne Typ \u00fc");
    }

    @Test
    void enclosedMessagesAreConvertedPartByPart() throws Exception {
        String text =
                "MIME-Version: 1.0\r\nContent-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Type: message/rfc822\r\n\r\n"
                        + "Subject: gr\u00fcn\r\n\r\nohne MIME \u00fc\r\n--b\r\n"
                        + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + PLAIN
                        + "\r\nmit MIME \u00fc\r\n--b--\r\n";
        sameLeaves(text.getBytes(StandardCharsets.UTF_8));
        assertThat(converted(text)).contains("message/rfc822\r\nContent-Transfer-Encoding: 7bit");
    }

    @Test
    void internationalMessageWithinIsEncodedWhole() throws Exception {
        String within = "From: <\u00fc@b.test>\r\n\r\ngr\u00fcn\r\n";
        String text = "MIME-Version: 1.0\r\nContent-Type: message/global\r\n\r\n" + within;
        MimeMessage ascii = read(converted(text));
        // Angus Mail decodes no message types by itself.
        try (InputStream in = MimeUtility.decode(ascii.getRawInputStream(), ascii.getEncoding())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(within);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/signed", "multipart/encrypted", "multipart/mixed"})
    void whatIsSignedOrHasNoPartsIsLeftAloneOrRefused(String type) throws Exception {
        String head = "Subject: \u00fc\r\nContent-Type: " + type + "; boundary=b\r\n\r\n";
        String body = "--b\r\n\r\na = b \r\n--b--\r\n";
        assertThat(converted(head + body)).endsWith("; boundary=b\r\n\r\n" + body);
        if (type.equals("multipart/mixed")) {
            refused(head + "gr\u00fcn\r\n", type);
        } else {
            refused(head + "--b\r\n\r\ngr\u00fcn\r\n--b--\r\n", type);
        }
    }

    @Test
    void whatMayNotBeEncodedIsRefused() {
        refused("Content-Type: message/partial; id=x\r\n\r\n\u00fc\r\n", "message/partial");
        refused(
                "Content-Type: message/delivery-status\r\n\r\n\u00fc\r\n",
                "message/delivery-status");
        refused("Content-Transfer-Encoding: x-uue\r\n\r\n\u00fc\r\n", "text/plain");
        refused("From: \u00fc@b.test\r\n\r\nx\r\n", "From");
        refused("To: a <\u00fc@b.test>\r\n\r\nx\r\n", "To");
        refused(
                "Content-Type: multipart/mixed; boundary=\"\u00fc\"\r\n\r\n--\u00fc\r\n\r\nx\r\n"
                        + "--\u00fc--\r\n",
                "multipart/mixed");
    }

    @Test
    void textsOfTheHeaderBecomeEncodedWords() throws Exception {
        String text =
                "Subject: Re: gr\u00fcne \u00c4pfel und =?utf-8?Q?=C3=B6?= \u00fc\r\n"
                        + "From: J\u00fcrgen \u00d6hm (b\u00fcro) <a@b.test>\r\n"
                        + "To: \"M\u00fcller, \\\"X\\\"\" <c@d.test>, x@b\u00fccher.test,\r\n"
                        + " Gr\u00fcn: e@f.test;\r\n"
                        + "Message-ID: <\u00fc@b.test>\r\nX-Long: "
                        + "\u00e4\u00f6 ".repeat(200)
                        + "\r\n\u00fc no field\r\n\r\nx\r\n";
        String ascii = converted(text);
        MimeMessage message = read(ascii);
        assertThat(message.getSubject()).isEqualTo("Re: gr\u00fcne \u00c4pfel und \u00f6 \u00fc");
        assertThat(message.getFrom()[0].toString()).contains("<a@b.test>");
        assertThat(MimeUtility.decodeText(message.getHeader("From", null)))
                .startsWith("J\u00fcrgen \u00d6hm (")
                .endsWith("<a@b.test>");
        assertThat(MimeUtility.decodeText(message.getHeader("To", null).replace("\r\n", "")))
                .startsWith("M\u00fcller, \"X\" <c@d.test>, x@xn--bcher-kva.test,");
        assertThat(message.getHeader("Message-ID")).isNull();
        assertThat(MimeUtility.decodeText(message.getHeader("Downgraded-Message-ID", null)))
                .isEqualTo("<\u00fc@b.test>");
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(message.getHeader("X-Long", null))))
                .isEqualTo("\u00e4\u00f6 ".repeat(200).strip());
        assertThat(ascii.lines().mapToInt(String::length).max().orElse(0)).isLessThan(80);
    }

    @Test
    void longWordsInCommentsNeedNoDeepStack() throws Exception {
        String word = "x".repeat(200_000);
        String ascii = converted("From: (\u00e9" + word + ") <a@b.test>\r\n\r\nx\r\n");
        assertThat(MimeUtility.decodeText(read(ascii).getHeader("From", null)))
                .endsWith("<a@b.test>");
    }

    @Test
    void longNamesOfFilesAreContinued() throws Exception {
        String name = "\u65e5\u672c".repeat(60) + ".txt";
        String text =
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Disposition: attachment; size=5; filename=\""
                        + name
                        + "\"\r\n\r\nx\r\n--b--\r\n";
        assertThat(((Multipart) read(converted(text)).getContent()).getBodyPart(0).getFileName())
                .isEqualTo(name);
    }

    @Test
    void encodedPartWithOtherOctetsIsEncodedAgain() throws Exception {
        String printable =
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC \u00fc=\r\n=3D\r\n";
        assertThat(converted(PLAIN + printable))
                .endsWith("quoted-printable\r\n\r\n=C3=BC =C3=BC=3D\r\n");
        sameLeaves((PLAIN + printable).getBytes(StandardCharsets.UTF_8));
        assertThat(converted(PLAIN + "Content-Transfer-Encoding: base64\r\n\r\nw7w\u00e4=\r\n"))
                .endsWith("base64\r\n\r\nw7w=\r\n");
    }

    @Test
    void messageThatIsAsciiStaysAsItIs() throws Exception {
        String text = "Subject: x\r\nContent-Type: text/plain\r\n\r\na =\t\r\nlast";
        assertThat(converted(text)).isEqualTo(text);
    }

    @Test
    void referencesKeepTheFileAndHeadersGoBefore() throws Exception {
        Content other;
        try (Content ascii = SevenBitMessage.of(BytesContent.of("\r\n\u00fcber\r\n"))) {
            other =
                    ascii.withHeader(
                            ByteBuffer.wrap("A: b\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        try (other;
                InputStream in = other.newInputStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("A: b\r\n")
                    .endsWith("\r\n\r\n=C3=BCber\r\n");
        }
    }

    @Test
    void octetsOfAnyKindComeBack() throws Exception {
        Random random = new Random(4);
        String[] types = {"text/plain", "application/octet-stream", "text/html; charset=x-none"};
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            text.append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
            for (int part = random.nextInt(4); part >= 0; part--) {
                text.append("--b\r\nContent-Type: ").append(types[random.nextInt(3)]);
                text.append("\r\n\r\n").append(noise(random)).append("\r\n");
            }
            sameLeaves(text.append("--b--\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Whatever comes, the result is ASCII with as many parts, or there is none. */
    @Test
    void anyOctetsAreConvertedOrRefused() throws Exception {
        String[] tokens = {
            "\r\n",
            "\r\n",
            "\r\n\r\n",
            "\u00fc",
            "text ",
            "--a\r\n",
            "--a--",
            "--b",
            "\"",
            "(",
            ")",
            "<",
            "@",
            "\\",
            "=?utf-8?Q?x?=",
            "\t",
            "\n",
            "\0",
            "To: ",
            "From: \u00fc <a@b>,",
            "Subject: ",
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
            "Content-Type: multipart/signed; boundary=b\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "Content-Transfer-Encoding: ",
            "base64",
            "8bit\r\n",
            "quoted-printable",
            "; name=\u00fc"
        };
        Random random = new Random(7);
        int written = 0;
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(tokens[random.nextInt(tokens.length)]);
            }
            byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            try {
                byte[] ascii = converted(octets);
                assertThat(parts(new BytesContent(ascii).summary().root()))
                        .as("round " + round)
                        .isEqualTo(parts(new BytesContent(octets).summary().root()));
                written++;
            } catch (UnconvertibleException refused) {
                assertThat(refused).hasMessageMatching("(a part of type|field) .*");
            }
        }
        assertThat(written).isGreaterThan(1000);
    }

    private static int parts(org.tubepost.api.message.Part part) {
        return 1
                + part.children().stream().mapToInt(SevenBitMessageTest::parts).sum()
                + part.message().map(SevenBitMessageTest::parts).orElse(0);
    }

    private static String noise(Random random) {
        String[] words = {"\r\n", "\r\n", " ", "\t", "=", "word", ".", "\u00e4", "\u00ff", "From "};
        StringBuilder text = new StringBuilder("\u00fc");
        for (int i = random.nextInt(300); i > 0; i--) {
            text.append(words[random.nextInt(words.length)]);
        }
        if (random.nextInt(3) == 0) {
            text.append('\0').append((char) random.nextInt(256));
        }
        return text.append(random.nextBoolean() ? " " : "x").toString();
    }
}
