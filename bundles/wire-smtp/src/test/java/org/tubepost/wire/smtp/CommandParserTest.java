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
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
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

    @Test
    void sizesOfChunksAreWhole() throws Exception {
        assertThat(CommandParser.parse("BDAT 999999999999999999"))
                .isEqualTo(new Bdat(999_999_999_999_999_999L, false));
    }
}
