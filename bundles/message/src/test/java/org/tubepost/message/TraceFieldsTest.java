// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;

class TraceFieldsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId ZONE = ZoneOffset.ofHours(1);

    private static Origin origin(String helo, String client) throws Exception {
        return new Origin(
                "tcp_local",
                "ESMTPSA",
                Optional.of(new InetSocketAddress(InetAddress.getByName(client), 4711)),
                Optional.of(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25)),
                helo,
                "client.example.org",
                "TLSv1.3 TLS_AES_256_GCM_SHA384",
                Optional.of("alice"),
                NOON,
                "");
    }

    private static String received(Origin origin, MailAddress... recipients) {
        return text(
                TraceFields.received(
                        origin,
                        new MessageId("Q1"),
                        "mx.example.com",
                        List.of(recipients),
                        Optional.empty(),
                        ZONE));
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.UTF_8.decode(octets.duplicate()).toString();
    }

    @Test
    void receivedTellsTheWholeStory() throws Exception {
        assertThat(received(origin("helo.example.org", "2001:db8::1"), MailAddress.parse("b@c.d")))
                .isEqualTo(
                        "Received: from helo.example.org (client.example.org"
                                + " [IPv6:2001:db8:0:0:0:0:0:1])\r\n"
                                + "\tby mx.example.com ([192.0.2.1])\r\n"
                                + "\twith ESMTPSA (using TLSv1.3 with cipher"
                                + " TLS_AES_256_GCM_SHA384) id Q1\r\n"
                                + "\tfor <b@c.d>; Mon, 23 Nov 2026 13:00:00 +0100\r\n");
    }

    @Test
    void severalRecipientsAreNotNamed() throws Exception {
        MailAddress one = MailAddress.parse("a@b.c");
        MailAddress two = MailAddress.parse("d@e.f");
        assertThat(received(origin("h", "192.0.2.9"), one, two)).doesNotContain("for <");
    }

    @Test
    void senderThatWasReplacedIsNamed() throws Exception {
        String field =
                text(
                        TraceFields.received(
                                origin("h", "192.0.2.9"),
                                new MessageId("Q1"),
                                "mx.example.com",
                                List.of(),
                                Optional.of(ReversePath.of(MailAddress.parse("a@b.c")))));
        assertThat(field).contains(" id Q1\r\n\t(envelope-from <a@b.c>); ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a) (b", "a;b", "<a>", "\u0085", "x\0"})
    void theClientCannotWriteIntoTheField(String helo) throws Exception {
        String field = received(origin(helo, "192.0.2.9"));
        assertThat(HeaderBlock.parse(field.getBytes(StandardCharsets.UTF_8)).fields()).hasSize(1);
        assertThat(field.lines().findFirst().orElseThrow())
                .matches(
                        "Received: from [^ ()<>;\\p{Cntrl}]+ \\(client.example.org \\[192.0.2.9]\\)");
    }

    @Test
    void aMessageOfTheHouseHasNoFrom() {
        Origin origin = Origin.internal("process", NOON, "");
        assertThat(received(origin))
                .startsWith("Received: by mx.example.com\r\n\twith internal id");
    }

    @Test
    void returnPathNamesTheSender() throws Exception {
        assertThat(text(TraceFields.returnPath(ReversePath.NULL))).isEqualTo("Return-Path: <>\r\n");
        assertThat(text(TraceFields.returnPath(ReversePath.of(MailAddress.parse("\"a b\"@c.d")))))
                .isEqualTo("Return-Path: <\"a b\"@c.d>\r\n");
    }

    private static String completed(String message, int slice) {
        StringBuilder out = new StringBuilder();
        SubmissionFields fields =
                new SubmissionFields(
                        "host.example",
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        s -> {
                            out.append(StandardCharsets.ISO_8859_1.decode(s.duplicate()));
                        });
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; at += slice) {
            fields.write(ByteBuffer.wrap(octets, at, Math.min(slice, octets.length - at)));
        }
        fields.finish();
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "'Subject: x\r\n\r\nbody\r\nDate: no\r\n', 'Subject: x\r\nDMbody\r\nDate: no\r\n'",
        "'Date: x\r\n\r\nbody', 'Date: x\r\nMbody'",
        "'MESSAGE-id : x\r\nsubject: y\r\n\r\n', 'MESSAGE-id : x\r\nsubject: y\r\nD'",
        "'hello\r\nworld\r\n', 'DMhello\r\nworld\r\n'",
        "'\r\nhello', 'DMhello'",
        "'Subject: x', 'Subject: x\r\nDM'",
        "'Date: x\r\nMessage-ID: y\r\n\r\nbody', 'Date: x\r\nMessage-ID: y\r\n\r\nbody'"
    })
    void missingFieldsAreFilledIn(String message, String expected) {
        for (int slice : new int[] {1, 7, 1000}) {
            String out = completed(message, slice);
            String shown =
                    out.replaceAll("Date: ...?, 23 Nov 2026 .*\r\n(?!Message)", "D")
                            .replaceAll("Date: ..., 23 Nov 2026 .*\r\n", "D")
                            .replaceAll("Message-ID: <[A-Za-z0-9_-]{24}@host.example>\r\n", "M")
                            .replaceAll("(D|M)\r\n", "$1");
            assertThat(shown).isEqualTo(expected);
        }
    }

    @Test
    void aHugeHeaderPasses() {
        String message = "X: " + "y".repeat(200_000) + "\r\n\r\nbody";
        assertThat(completed(message, 1000)).isEqualTo(message);
        String many = "X: y\r\n".repeat(50_000);
        assertThat(completed(many + "\r\nbody", 999)).startsWith(many + "Date: ").endsWith("body");
    }
}
