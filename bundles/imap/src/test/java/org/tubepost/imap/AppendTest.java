// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MULTIAPPEND (RFC 3502), CATENATE (RFC 4469), REPLACE (RFC 8508), UTF8 (RFC 6855). */
class AppendTest {
    private static final String MULTIPART =
            "Subject: m\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + "--b\r\n\r\nfirst\r\n--b\r\nContent-Type: text/html\r\n\r\nsecond\r\n--b--\r\n";

    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = new Post(dir, Map.of("maxMessageOctets", 5000L));
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private static String literal(String octets) {
        return "{" + octets.length() + "+}\r\n" + octets;
    }

    private String whole(int number) {
        String answer = talk.send("f FETCH " + number + " BODY.PEEK[]\r\n");
        int start = answer.indexOf("}\r\n") + 3;
        return answer.substring(start, answer.lastIndexOf(")\r\nf OK"));
    }

    private int messages(String folder) {
        String line = talk.ok("STATUS " + folder + " (MESSAGES)").get(0);
        return Integer.parseInt(line.replaceAll(".*MESSAGES (\\d+)\\)", "$1"));
    }

    @Test
    void severalMessagesComeWithTheirOwnFlagsAndDates() {
        String answer =
                talk.end(
                        "APPEND INBOX (\\Seen) "
                                + literal("Subject: 1\r\n\r\n")
                                + " \" 1-Jan-2001 00:00:00 +0000\" "
                                + literal("Subject: 2\r\n\r\n")
                                + " (\\Flagged) "
                                + literal("Subject: 3\r\n\r\n"));
        assertThat(answer).matches("OK \\[APPENDUID \\d+ 1:3] .*");
        talk.ok("EXAMINE INBOX");
        assertThat(talk.ok("SEARCH FLAGGED")).containsExactly("* SEARCH 3");
        assertThat(talk.ok("SEARCH SEEN")).containsExactly("* SEARCH 1");
        assertThat(talk.ok("SEARCH ON 1-Jan-2001")).containsExactly("* SEARCH 2");
    }

    @Test
    void ofSeveralMessagesAllAreStoredOrNone() {
        String first = "APPEND INBOX " + literal("Subject: 1\r\n\r\n");
        assertThat(talk.end(first + " {5001}")).startsWith("NO [TOOBIG]");
        assertThat(talk.end(first + " {0+}\r\n")).startsWith("NO [CANNOT]");
        assertThat(talk.end(first + " (\\Bogus) " + literal("x"))).startsWith("BAD");
        assertThat(talk.end(first + " nonsense")).startsWith("BAD");
        assertThat(messages("INBOX")).isZero();
        assertThat(talk.end(first)).startsWith("OK");
    }

    @Test
    void messagesArePutTogetherFromTextsAndWhatTheServerHas() {
        talk.append("INBOX", MULTIPART);
        String validity = talk.ok("STATUS INBOX (UIDVALIDITY)").get(0).replaceAll("\\D", "");
        String command =
                "APPEND Drafts (\\Draft) CATENATE (URL \"/INBOX;UIDVALIDITY="
                        + validity
                        + "/;UID=1/;SECTION=HEADER\" TEXT "
                        + literal("--b\r\n\r\nmine\r\n--b\r\n")
                        + " URL \"/INBOX/;UID=1/;SECTION=2.MIME\" URL /INBOX/;UID=1/;SECTION=2"
                        + " TEXT "
                        + literal("\r\n--b--\r\n")
                        + ")";
        assertThat(talk.end(command)).startsWith("OK [APPENDUID");
        talk.ok("SELECT Drafts");
        assertThat(whole(1)).isEqualTo(MULTIPART.replace("first", "mine"));
        assertThat(talk.ok("FETCH 1 (BODY)").get(0)).contains("\"HTML\"");
        String copy = "APPEND Drafts CATENATE (URL \";UID=1;\" URL \"/;UID=1/;PARTIAL=9.3\")";
        assertThat(talk.end(copy)).startsWith("NO [BADURL \";UID=1;\"]");
        assertThat(talk.end("APPEND Drafts CATENATE (URL \"/;UID=1/;PARTIAL=9.3\")"))
                .startsWith("OK");
        assertThat(whole(2)).isEqualTo(MULTIPART.substring(9, 12));
    }

    @Test
    void whatAUrlDoesNotFindIsToldByItsName() {
        talk.append("INBOX", MULTIPART);
        for (String url :
                List.of(
                        "/INBOX/;UID=9",
                        "/None/;UID=1",
                        "/INBOX;UIDVALIDITY=1/;UID=1",
                        "/INBOX/;UID=1/;SECTION=7",
                        "imap://elsewhere/INBOX/;UID=1",
                        "/INBOX")) {
            assertThat(talk.end("APPEND INBOX CATENATE (URL " + url + ")"))
                    .startsWith("NO [BADURL \"" + url + "\"]");
            assertThat(talk.end("APPEND INBOX CATENATE (URL " + url + " TEXT {5}"))
                    .startsWith("NO [BADURL \"" + url + "\"]");
        }
        assertThat(messages("INBOX")).isEqualTo(1);
    }

    @Test
    void theLimitIsOfTheWholeMessage() {
        talk.append("INBOX", "x".repeat(3000));
        String url = "URL /INBOX/;UID=1";
        assertThat(talk.end("APPEND INBOX CATENATE (" + url + " " + url + ")"))
                .startsWith("NO [TOOBIG]");
        assertThat(talk.end("APPEND INBOX CATENATE (" + url + " TEXT {2001}"))
                .startsWith("NO [TOOBIG]");
    }

    @Test
    void aReplacedMessageGoesWhenTheOtherHasCome() {
        post.fill("INBOX", "one", "two", "three");
        talk.ok("SELECT INBOX");
        List<String> lines =
                talk.ask("REPLACE 2 INBOX (\\Draft) " + literal("Subject: new\r\n\r\n"));
        assertThat(lines.get(0)).matches("\\* OK \\[APPENDUID \\d+ 4] .*");
        assertThat(lines).contains("* 2 EXPUNGE", "* 3 EXISTS").last().asString().startsWith("OK");
        assertThat(talk.ok("UID REPLACE 1 Drafts " + literal("Subject: newer\r\n\r\n")))
                .contains("* 1 EXPUNGE");
        assertThat(messages("Drafts")).isEqualTo(1);
        assertThat(messages("INBOX")).isEqualTo(2);
    }

    @Test
    void nothingGoesWhenAReplacementIsRefused() {
        post.fill("INBOX", "one", "two");
        talk.ok("SELECT INBOX");
        String message = literal("Subject: new\r\n\r\n");
        assertThat(talk.end("REPLACE 1 None " + message)).startsWith("NO [TRYCREATE]");
        assertThat(talk.end("REPLACE 1 INBOX {5001}")).startsWith("NO [TOOBIG]");
        assertThat(talk.end("REPLACE 1:2 INBOX " + message)).startsWith("BAD");
        assertThat(talk.end("REPLACE 7 INBOX " + message)).startsWith("BAD");
        try (Talk other = post.selected("INBOX")) {
            other.ok("STORE 1 +FLAGS (\\Deleted)");
            other.ok("EXPUNGE");
        }
        assertThat(talk.end("REPLACE 1 INBOX " + message)).startsWith("NO [EXPUNGEISSUED]");
        talk.ok("EXAMINE INBOX");
        assertThat(talk.end("REPLACE 1 INBOX " + message)).startsWith("NO [READ-ONLY]");
        assertThat(messages("INBOX")).isEqualTo(1);
    }

    @Test
    void replacingWhatHasGoneIsRefusedAndNoBadCommand() {
        post.fill("INBOX", "one", "two");
        talk.ok("SELECT INBOX");
        talk.ok("UID STORE 1 +FLAGS.SILENT (\\Deleted)");
        talk.ok("EXPUNGE");
        String message = "Subject: new\r\n\r\n";
        for (String uid : List.of("1", "9")) {
            String command = "UID REPLACE " + uid + " INBOX ";
            assertThat(talk.end(command + literal(message))).startsWith("NO [EXPUNGEISSUED]");
            assertThat(talk.send("r " + command + "{" + message.length() + "}\r\n"))
                    .startsWith("+ ");
            assertThat(talk.send(message + "\r\n")).startsWith("r NO [EXPUNGEISSUED]");
        }
        assertThat(messages("INBOX")).isEqualTo(1);
        assertThat(talk.end("REPLACE 2 INBOX " + literal(message))).startsWith("BAD");
        talk.ok("UID REPLACE 2 INBOX " + literal(message));
        assertThat(talk.end("UID REPLACE 3 INBOX " + literal(message) + " " + literal(message)))
                .startsWith("BAD");
        talk.append("INBOX", message);
        assertThat(talk.end("UID REPLACE 3:4 INBOX " + literal(message))).startsWith("BAD");
    }

    @Test
    void internationalMessagesAreAppendedOnceEnabled() {
        String message = "Subject: \u00c3\u00a9\r\n\r\n";
        String command = "APPEND INBOX UTF8 (~" + literal(message) + ")";
        assertThat(talk.end(command)).startsWith("BAD");
        talk.ok("ENABLE UTF8=ACCEPT");
        assertThat(talk.end(command)).startsWith("OK");
    }
}
