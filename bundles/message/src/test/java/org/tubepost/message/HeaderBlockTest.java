// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.MailAddress;
import org.tubepost.message.HeaderField.NamedMailbox;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.message.mime.TransferEncoding;

class HeaderBlockTest {

    private static HeaderField field(String line) {
        byte[] octets = (line + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return HeaderBlock.parse(octets).fields().get(0);
    }

    @Test
    void fieldsKeepTheirOctetsAndOrder() throws IOException {
        BytesContent content =
                BytesContent.of(
                        "A:  one\r\n\ttwo \r\nnonsense\r\nB : x\r\na: y\r\n\r\nC: body\r\n");
        HeaderBlock header = HeaderBlock.of(content);
        assertThat(header.fields()).extracting(HeaderField::name).containsExactly("A", "B", "a");
        assertThat(StandardCharsets.UTF_8.decode(header.fields().get(0).raw()).toString())
                .isEqualTo("A:  one\r\n\ttwo \r\n");
        assertThat(header.first("a").orElseThrow().body()).isEqualTo("one\ttwo");
        assertThat(header.all("A")).hasSize(2);
        assertThat(header.first("c")).isEmpty();
    }

    @Test
    void thePartsHeaderIsReadByItsOffsets() throws IOException {
        BytesContent content =
                BytesContent.of(
                        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                                + "Content-ID: <p>\r\n\r\nbody\r\n--x--\r\n");
        HeaderBlock header = HeaderBlock.of(content, content.summary().root().children().get(0));
        assertThat(header.first("content-id").orElseThrow().body()).isEqualTo("<p>");
    }

    @ParameterizedTest
    @CsvSource({
        "'=?utf-8?q?h=C3=A9?= =?iso-8859-1?b?6Q==?= x', 'héé x'",
        "'plain', 'plain'",
        "'Jörg', 'Jörg'",
        "'=?nonsense?q?a?=', '=?nonsense?q?a?='"
    })
    void encodedWordsAreDecoded(String written, String meant) {
        assertThat(field("Subject: " + written).decoded()).isEqualTo(meant);
    }

    @Test
    void octetsThatAreNoUtf8AreTakenAsLatin1() {
        byte[] octets = "Subject: J\u00f6rg\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HeaderBlock.parse(octets).fields().get(0).decoded()).isEqualTo("Jörg");
    }

    @Test
    void addressesOfListsAndGroupsAreFound() throws Exception {
        HeaderField to =
                field(
                        "To: \"A, B\" <a.b@Example.COM>, g: x@y.org, <z@w.org>;,"
                                + " =?utf-8?q?J=C3=B6rg?= <jürgen@müller.de>, \"a b\"@c.d, broken <");
        assertThat(to.mailboxes())
                .containsExactly(
                        new NamedMailbox("A, B", MailAddress.parse("a.b@example.com")),
                        new NamedMailbox("", MailAddress.parse("x@y.org")),
                        new NamedMailbox("", MailAddress.parse("z@w.org")),
                        new NamedMailbox("Jörg", MailAddress.parse("jürgen@müller.de")),
                        new NamedMailbox("", MailAddress.parse("\"a b\"@c.d")));
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 23 Nov 2026 10:00:00 +0100', 2026-11-23T09:00:00Z",
        "'23 Nov 26 10:00 GMT', 2026-11-23T10:00:00Z",
        "'Thu,  3 Oct 2002 21:37:42 -0700 (PDT)', 2002-10-04T04:37:42Z",
        "'Fri, 07 Jun 2002 06:14:26 -1900', 2002-06-07T06:14:26Z",
    })
    void datesAreReadLeniently(String written, Instant meant) {
        assertThat(field("Date: " + written).date()).contains(meant);
    }

    @Test
    void nonsenseIsNoDate() {
        assertThat(field("Date: yesterday").date()).isEmpty();
    }

    @Property(tries = 1000)
    void nothingMakesAReaderFail(@ForAll byte[] octets, @ForAll String text) {
        HeaderBlock.parse(octets);
        HeaderField field = field("X: " + text.replace("\n", "").replace("\r", ""));
        assertThat(field.addresses()).isNotNull();
        assertThat(field.date()).isNotNull();
        assertThat(field.decoded()).isNotNull();
        assertThat(StructuredValue.parse(text)).isNotNull();
    }

    @Test
    void parametersAreJoinedAndDecoded() {
        StructuredValue type =
                StructuredValue.parse(
                        "TEXT/Plain (c); name*0=\"a\"; name*1=b; Charset=utf-8;"
                                + " filename*=utf-8''%e2%82%ac.txt");
        assertThat(type.value()).isEqualTo("text/plain");
        assertThat(type.parameter("name")).contains("ab");
        assertThat(type.parameter("charset")).contains("utf-8");
        assertThat(type.parameter("filename")).contains("€.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "text/", "/x", "a/b/c", "text /plain"})
    void whatIsNoMediaTypeIsToldApart(String value) {
        assertThat(new StructuredValue(value, java.util.Map.of()).isMediaType()).isFalse();
    }

    @Test
    void encodedBodiesAreDecoded() throws IOException {
        assertThat(decoded("Base64 (x)", "aMOp")).isEqualTo("hé");
        assertThat(decoded("quoted-printable", "h=C3=A9=\r\n!")).isEqualTo("hé!");
        assertThat(decoded("8bit", "hé")).isEqualTo("hé");
        assertThat(TransferEncoding.parse("x-uuencode")).isEqualTo(TransferEncoding.UNKNOWN);
    }

    private static String decoded(String encoding, String body) throws IOException {
        return new String(
                TransferEncoding.parse(encoding)
                        .decode(
                                new java.io.ByteArrayInputStream(
                                        body.getBytes(StandardCharsets.UTF_8)))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
