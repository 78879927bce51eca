// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Rcpt;

/** Golden file: {@code commands.in} gives {@code commands.expected}. */
class CommandParserTest {

    private static String resource(String name) throws IOException {
        try (InputStream in = CommandParserTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void linesMeanWhatTheGoldenFileSays() throws IOException {
        String actual =
                resource("commands.in")
                        .lines()
                        .map(line -> line + "\n    " + understood(line) + "\n")
                        .collect(Collectors.joining());
        Files.writeString(Path.of("target/commands.actual"), actual);
        assertThat(actual).isEqualTo(resource("commands.expected"));
    }

    private static String understood(String line) {
        try {
            Command command = CommandParser.parse(line);
            if (command instanceof Mail mail) {
                return "Mail <"
                        + mail.sender()
                        + "> size="
                        + mail.parameters().size()
                        + " "
                        + mail.parameters().requirements().stream().sorted().toList()
                        + " "
                        + mail.parameters().dsn()
                        + mail.submitter().map(s -> " by " + s).orElse("");
            }
            if (command instanceof Rcpt rcpt) {
                List<?> events = rcpt.dsn().events().stream().sorted().toList();
                return "Rcpt <"
                        + rcpt.address()
                        + "> "
                        + events
                        + " "
                        + rcpt.dsn().originalRecipient();
            }
            return command.toString();
        } catch (CommandSyntaxException refused) {
            return refused.reply().toString();
        }
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.of(
                        "MAIL",
                        " ",
                        "FROM:",
                        "<",
                        ">",
                        "a",
                        "@",
                        "b.c",
                        "\"",
                        "\\",
                        "SIZE=",
                        "1",
                        "RCPT",
                        "TO:",
                        "NOTIFY=",
                        "NEVER",
                        ",",
                        "ORCPT=",
                        "rfc822;",
                        "utf-8;",
                        "+4",
                        "\\x{41}",
                        "\\x{110000}",
                        "BDAT",
                        "AUTH",
                        "é",
                        "\u0000",
                        "=",
                        "BODY=",
                        "ENVID=",
                        "SMTPUTF8",
                        ":",
                        "[",
                        "]",
                        "IPv6:::1")
                .list()
                .ofMaxSize(20)
                .map(words -> String.join("", words));
    }

    @Property(tries = 5000)
    void everyLineIsUnderstoodOrRefused(@ForAll("lines") String line) {
        assertThat(understood(line)).isNotEmpty();
    }

    @Property(tries = 2000)
    void xtextComesBack(@ForAll String text) {
        String ascii =
                text.chars()
                        .filter(c -> c < 0x80)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        assertThat(Xtext.decode(Xtext.encode(ascii))).contains(ascii);
        String scalar = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(Xtext.decodeUtf8(Xtext.encodeUtf8(scalar, false))).contains(scalar);
        assertThat(Xtext.decodeUtf8(Xtext.encodeUtf8(scalar, true))).contains(scalar);
        assertThat(Xtext.encodeUtf8(scalar, false)).matches("[!-~]*");
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of(
                "a.example", "B.Example", "x_y", "[192.0.2.1]", "[IPv6:2001:db8::1]", "[IPv6:::1]");
    }

    @Provide
    Arbitrary<String> localParts() {
        Arbitrary<String> atoms =
                Arbitraries.strings()
                        .withChars("abZ09!#$%&'*+-/=?^_`{|}~")
                        .ofMinLength(1)
                        .ofMaxLength(20);
        Arbitrary<String> quoted =
                Arbitraries.strings()
                        .withChars("ab @%!,:;<>[]()\"\\.é")
                        .ofMinLength(1)
                        .ofMaxLength(20)
                        .map(s -> '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        return Arbitraries.oneOf(atoms, atoms.map(s -> s + ".x"), quoted);
    }

    @Property(tries = 2000)
    void aSourceRouteIsIgnoredAndTheMailboxComesThroughAsItIs(
            @ForAll("localParts") String local,
            @ForAll("hosts") String host,
            @ForAll @Size(max = 6) List<@From("hosts") String> route)
            throws Exception {
        String hops = route.stream().map(h -> "@" + h).collect(Collectors.joining(","));
        String mailbox = local + "@" + host;
        String path = hops.isEmpty() ? mailbox : hops + ":" + mailbox;
        Rcpt rcpt = (Rcpt) CommandParser.parse("RCPT TO:<" + path + "> NOTIFY=NEVER");
        assertThat(rcpt.address()).isEqualTo(MailAddress.parse(mailbox));
        assertThat(MailAddress.parse(rcpt.address().toString())).isEqualTo(rcpt.address());
        Mail mail = (Mail) CommandParser.parse("MAIL FROM:<" + path + "> SMTPUTF8 SIZE=7");
        assertThat(mail.sender()).isEqualTo(ReversePath.of(rcpt.address()));
        assertThat(mail.parameters().size()).isEqualTo(7);
    }

    @Property(tries = 3000)
    void aDamagedPathIsUnderstoodOrRefusedAsAnAddress(
            @ForAll("localParts") String local,
            @ForAll("hosts") String host,
            @ForAll @IntRange(min = 0, max = 60) int at,
            @ForAll @Chars({'<', '>', '@', ',', ':', '"', '[', ']', '\\', ' '}) char damage) {
        String path = "@" + host + ":" + local + "@" + host;
        int where = Math.min(at, path.length());
        String damaged = path.substring(0, where) + damage + path.substring(where);
        try {
            CommandParser.parse("RCPT TO:<" + damaged + ">");
        } catch (CommandSyntaxException refused) {
            assertThat(refused.reply().code()).isIn(501, 555);
            assertThat(refused.reply().status().toString()).isIn("5.1.3", "5.5.4");
        }
    }

    @Test
    void sizesOfChunksAreWhole() throws Exception {
        assertThat(CommandParser.parse("BDAT 999999999999999999"))
                .isEqualTo(new Bdat(999_999_999_999_999_999L, false));
    }
}
