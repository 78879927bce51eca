// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;

/** What a record looks like, with every choice of fields. */
class RecordFormatTest {
    private static final Instant TIME = Instant.parse("2026-02-06T14:54:13.729Z");
    private static final String PEER = "TCP|192.0.2.1|25|198.51.100.7|4711";

    private static MailEventBuilder message(Kind kind, String from, String to) {
        return MailEvent.of(TIME, kind)
                .channels(from, to)
                .size(1_025)
                .sender("adam@example.org")
                .recipient("marlowe@example.com", "marlowe@ims-ms-daemon")
                .message("0A1-7", 0, "<1@example.org>");
    }

    private static List<MailEvent> events() {
        return List.of(
                MailEvent.of(TIME, Kind.OPENED)
                        .channels("tcp_local", "")
                        .session(12)
                        .transport(PEER)
                        .protocol("SMTP", false)
                        .build(),
                MailEvent.of(TIME, Kind.LOGIN)
                        .channels("tcp_submit", "")
                        .transport(PEER)
                        .protocol("ESMTP", true)
                        .user("adam")
                        .diagnostic("235 2.7.0 logged in")
                        .build(),
                message(Kind.ENQUEUED, "tcp_submit", "ims-ms")
                        .protocol("ESMTPSA", true)
                        .user("adam")
                        .transport(PEER)
                        .build(),
                message(Kind.ENQUEUED, "lmtp-of-a-long-name", "tcp_local")
                        .protocol("LMTP", false)
                        .sender("")
                        .build(),
                message(Kind.DEFERRED, "tcp_local", "")
                        .message("0A1-7", 42, "")
                        .transport("mx.example.com")
                        .diagnostic("451 4.4.1 down")
                        .build(),
                message(Kind.REJECTED, "tcp_local", "")
                        .size(0)
                        .sender("\"a b\"@example.org")
                        .recipient("x\r\n06-Feb-2026@evil", "")
                        .message("", 0, "")
                        .diagnostic("550 5.1.1 no \"such\" user\r\n\\o/")
                        .build(),
                MailEvent.of(TIME, Kind.BAD_COMMAND)
                        .channels("tcp_local", "")
                        .recipient("", "XYZ \u202e\u0007")
                        .diagnostic("500 5.5.1 command not known")
                        .build());
    }

    private static String written(Map<String, String> options) {
        Layout layout = LogRules.of(House.generation(options, Map.of())).layout();
        StringBuilder out = new StringBuilder(layout.head()).append('\n');
        TextRecords records = new TextRecords(ZoneOffset.UTC);
        events().forEach(e -> records.write(e, layout, out));
        return out.toString();
    }

    private static String expected(String name) throws IOException {
        try (InputStream in = RecordFormatTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void recordsHaveTheClassicForm() throws IOException {
        assertThat(written(Map.of())).isEqualTo(expected("default.expected"));
    }

    @Test
    void optionsChooseTheFields() throws IOException {
        Map<String, String> few =
                Map.of(
                        "LOG_CONNECTION", "0",
                        "LOG_FILENAME", "0",
                        "LOG_MESSAGE_ID", "0",
                        "LOG_USERNAME", "0",
                        "LOG_FORMAT", "2",
                        "BLOCK_SIZE", "100");
        assertThat(written(few)).isEqualTo(expected("few.expected"));
        assertThat(written(Map.of("LOG_PROCESS", "1"))).isEqualTo(expected("process.expected"));
    }

    @Test
    void jsonHasOneObjectALine() throws IOException {
        StringBuilder out = new StringBuilder();
        events().forEach(e -> JsonRecords.write(e, out));
        assertThat(out.toString()).isEqualTo(expected("json.expected"));
    }
}
