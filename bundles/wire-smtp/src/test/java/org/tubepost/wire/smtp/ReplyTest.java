// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.EnhancedStatus;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;

class ReplyTest {

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.UTF_8.decode(octets).toString();
    }

    private static ServerReply read(String text) throws ProtocolException {
        ReplyReader reader = new ReplyReader();
        for (int i = 0; i < text.length() - 1; i++) {
            assertThat(reader.next(octets(text.substring(i, i + 1)))).isEmpty();
        }
        return reader.next(octets(text.substring(text.length() - 1))).orElseThrow();
    }

    @Test
    void repliesOfManyLinesAreOne() throws Exception {
        ServerReply reply = read("550-5.1.1 No such user\r\n550 5.1.1 here\r\n");
        assertThat(reply.lines()).containsExactly("No such user", "here");
        assertThat(reply.toReply()).isEqualTo(Reply.of(550, "5.1.1", "No such user\nhere"));
    }

    @Test
    void aReplyWithoutStatusGetsTheGeneralOne() throws Exception {
        assertThat(read("451 4 o'clock\r\n").toReply())
                .isEqualTo(Reply.of(451, "4.0.0", "4 o'clock"));
        assertThat(read("250\r\n").toReply()).isEqualTo(Reply.of(250, "2.0.0", "(no text)"));
        assertThat(read("550 2.1.1 odd\r\n").toReply())
                .isEqualTo(Reply.of(550, "5.0.0", "2.1.1 odd"));
        assertThat(read("354 go\n").isIntermediate()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n", "2500 x\r\n", "250-a\r\n251 b\r\n", "199 x\r\n", "\r\n"})
    void whatIsNoReplyIsAnError(String text) {
        ReplyReader reader = new ReplyReader();
        assertThatThrownBy(() -> reader.next(octets(text))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void endlessRepliesAreAnError() {
        ReplyReader reader = new ReplyReader();
        assertThatThrownBy(() -> reader.next(octets("250-x\r\n".repeat(1000))))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void eachLineCarriesCodeAndStatus() {
        ReplyWriter writer = new ReplyWriter();
        writer.add(Reply.of(550, "5.7.1", "no\nreally é\u0007"));
        writer.add(Reply.of(354, "2.0.0", "go"));
        writer.add(250, List.of("host", "SIZE 1"));
        assertThat(text(writer.take()))
                .isEqualTo(
                        "550-5.7.1 no\r\n550 5.7.1 really ??\r\n354 go\r\n250-host\r\n250 SIZE 1\r\n");
        assertThat(writer.isEmpty()).isTrue();
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll String text) throws ProtocolException {
        ReplyWriter writer = new ReplyWriter();
        writer.add(Reply.of(450, "4.2.1", text));
        String wire = text(writer.take());
        assertThat(wire.lines()).allMatch(l -> l.length() < 510);
        ServerReply reply = read(wire);
        assertThat(reply.code()).isEqualTo(450);
        assertThat(reply.status()).contains(new EnhancedStatus(4, 2, 1));
    }

    private static final Capabilities ALL =
            Capabilities.of(
                    new ServerReply(
                            250,
                            Optional.empty(),
                            List.of(
                                    "mx.example.org hi",
                                    "SIZE 1000",
                                    "dsn",
                                    "8BITMIME",
                                    "SMTPUTF8",
                                    "AUTH PLAIN LOGIN",
                                    "AUTH=LOGIN CRAM-MD5")));

    @Test
    void capabilitiesAreRead() {
        assertThat(ALL.size()).hasValue(1000);
        assertThat(ALL.has("DSN")).isTrue();
        assertThat(ALL.has("PIPELINING")).isFalse();
        assertThat(ALL.mechanisms()).containsExactly("PLAIN", "LOGIN", "CRAM-MD5");
        assertThat(Capabilities.NONE.size()).isEmpty();
        assertThat(Capabilities.NONE.mechanisms()).isEmpty();
    }

    @Test
    void commandsCarryWhatTheServerUnderstands() throws Exception {
        MailParameters parameters =
                new MailParameters(
                        99,
                        Set.of(Requirement.EIGHT_BIT),
                        new DsnRequest(DsnRequest.Returned.HEADERS, "a b"));
        ReversePath sender = ReversePath.of(MailAddress.parse("a@müller.de"));
        RecipientDsn dsn = new RecipientDsn(Set.of(RecipientDsn.Notify.FAILURE), "rfc822;x+y@b.c");
        MailAddress recipient = MailAddress.parse("\"x y\"@b.c");
        CommandWriter rich = new CommandWriter(ALL, false);
        assertThat(text(rich.mail(sender, parameters)))
                .isEqualTo(
                        "MAIL FROM:<a@xn--mller-kva.de> SIZE=99 BODY=8BITMIME RET=HDRS ENVID=a+20b\r\n");
        assertThat(text(rich.rcpt(recipient, dsn)))
                .isEqualTo("RCPT TO:<\"x y\"@b.c> NOTIFY=FAILURE ORCPT=rfc822;x+2By@b.c\r\n");
        CommandWriter poor = new CommandWriter(Capabilities.NONE, false);
        assertThat(text(poor.mail(ReversePath.NULL, parameters))).isEqualTo("MAIL FROM:<>\r\n");
        assertThat(text(poor.rcpt(recipient, dsn))).isEqualTo("RCPT TO:<\"x y\"@b.c>\r\n");
        assertThat(text(new CommandWriter(ALL, true).mail(sender, MailParameters.NONE)))
                .isEqualTo("MAIL FROM:<a@müller.de> SMTPUTF8\r\n");
        assertThat(text(CommandWriter.auth("PLAIN", new byte[0]))).isEqualTo("AUTH PLAIN =\r\n");
        assertThat(text(CommandWriter.bdat(5, true))).isEqualTo("BDAT 5 LAST\r\n");
    }

    @Test
    void writtenCommandsAreUnderstood() throws Exception {
        RecipientDsn dsn =
                new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), "utf-8;jürgen@müller.de");
        ByteBuffer line = new CommandWriter(ALL, false).rcpt(MailAddress.parse("a@b.c"), dsn);
        assertThat(CommandParser.parse(text(line).trim()))
                .isEqualTo(new Command.Rcpt(MailAddress.parse("a@b.c"), dsn));
    }
}
