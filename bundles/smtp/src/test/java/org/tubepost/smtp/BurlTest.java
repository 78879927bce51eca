// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.store.StoreException.Code;

/** BURL (RFC 4468): messages that are put together from what the store has. */
class BurlTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n";
    private static final String ENVELOPE_OK = "250 2.1.0 sender ok\r\n250 2.1.5 recipient ok\r\n";
    private static final String COMPLETE = "Date: x\r\nMessage-ID: <x@y.z>\r\n";

    private Dialogue dialogue;
    private FakeUrls urls;

    @BeforeEach
    void open() {
        dialogue = Dialogue.greeted(Map.of("SUBMISSION", "1"), Map.of());
        urls = new FakeUrls(() -> dialogue.connection.onWorker);
        dialogue.rooms.urls = Optional.of(urls);
        urls.texts.put("imap://x/1", COMPLETE + "Subject: draft\r\n\r\ntext\r\n");
        urls.texts.put("imap://x/2", "--b\r\n\r\npart\r\n");
    }

    private void logIn() {
        String response =
                Base64.getEncoder()
                        .encodeToString("\0alice\0secret".getBytes(StandardCharsets.UTF_8));
        assertThat(dialogue.say("AUTH ECHO " + response + "\r\n")).startsWith("235 ");
    }

    private void logInAndBegin() {
        logIn();
        assertThat(dialogue.say(ENVELOPE)).isEqualTo(ENVELOPE_OK);
    }

    private void assertNothingIsHeld() {
        assertThat(urls.open).isZero();
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void itIsOfferedToUsersWhoLoggedInWhileUrlsCanBeFollowed() {
        assertThat(dialogue.say("EHLO c\r\n")).doesNotContain("BURL");
        logIn();
        assertThat(dialogue.say("EHLO c\r\n"))
                .contains("250-BURL imap imap://imap.example.com\r\n");
        dialogue.rooms.urls = Optional.empty();
        assertThat(dialogue.say("EHLO c\r\n")).doesNotContain("BURL");
        Dialogue other = Dialogue.greeted();
        other.rooms.urls = Optional.of(urls);
        assertThat(other.say("EHLO c\r\n")).doesNotContain("BURL");
        assertThat(other.say(ENVELOPE + "BURL imap://x/1 LAST\r\n"))
                .isEqualTo(ENVELOPE_OK + "502 5.5.1 command not offered\r\n");
        assertNothingIsHeld();
    }

    @Test
    void aDraftIsSentWithoutItsOctetsGoingToTheClientAndBack() {
        logInAndBegin();
        assertThat(dialogue.say("BURL imap://x/1 LAST\r\n")).isEqualTo("250 2.0.0 taken\r\n");
        assertThat(dialogue.rooms.taken.get(0).data()).isEqualTo(urls.texts.get("imap://x/1"));
        assertNothingIsHeld();
        assertThat(dialogue.say(ENVELOPE)).isEqualTo(ENVELOPE_OK);
    }

    @Test
    void urlsAndChunksAreMixedInOrderAndPipelined() {
        logIn();
        assertThat(
                        dialogue.say(
                                ENVELOPE
                                        + "BDAT 7\r\nX: y\r\n\r"
                                        + "BURL imap://x/2\r\nBDAT 3\r\nz\r\n"
                                        + "burl imap://x/2 last\r\nNOOP\r\n"))
                .isEqualTo(
                        ENVELOPE_OK
                                + "250 2.0.0 7 octets received\r\n250 2.0.0 13 octets received\r\n"
                                + "250 2.0.0 3 octets received\r\n"
                                + "550 5.6.11 CR and LF may not stand alone in a message\r\n"
                                + "250 2.0.0 ok\r\n");
        String part = urls.texts.get("imap://x/2");
        assertThat(
                        dialogue.say(
                                ENVELOPE
                                        + "BURL imap://x/1\r\nBDAT 3\r\nz\r\nBURL imap://x/2\r\n"
                                        + "BDAT 0 LAST\r\n"))
                .endsWith("250 2.0.0 taken\r\n");
        assertThat(dialogue.rooms.taken.get(0).data())
                .isEqualTo(urls.texts.get("imap://x/1") + "z\r\n" + part);
        assertNothingIsHeld();
    }

    @Test
    void theHeaderIsCompletedAsOfAnyOtherMessage() {
        logInAndBegin();
        urls.texts.put("imap://x/3", "Subject: bare\r\n\r\n");
        assertThat(dialogue.say("BURL imap://x/3\r\nBURL imap://x/2 LAST\r\n"))
                .endsWith("250 2.0.0 taken\r\n");
        assertThat(dialogue.rooms.taken.get(0).data())
                .contains("Subject: bare\r\n", "Date: ", "Message-ID: <")
                .endsWith("\r\n\r\n--b\r\n\r\npart\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "CANNOT,501 5.5.4 ",
        "NOPERM,554 5.7.14 ",
        "NONEXISTENT,554 5.6.6 ",
        "UNAVAILABLE,451 4.4.1 ",
        "CORRUPTION,451 4.4.1 "
    })
    void aUrlThatIsNotFollowedRefusesTheMessage(Code code, String answer) {
        logInAndBegin();
        urls.refused.put("imap://x/4", code);
        assertThat(dialogue.say("BURL imap://x/1\r\n")).startsWith("250 ");
        assertThat(dialogue.say("BURL imap://x/4\r\n")).startsWith(answer);
        assertThat(dialogue.say("BDAT 3 LAST\r\nx\r\n")).startsWith(answer);
        assertThat(dialogue.rooms.taken).isEmpty();
        assertNothingIsHeld();
        assertThat(dialogue.say(ENVELOPE + "BURL imap://x/1 LAST\r\n"))
                .endsWith("250 2.0.0 taken\r\n");
    }

    @Test
    void orderAndSyntaxAreThoseOfBdat() {
        logIn();
        assertThat(dialogue.say("BURL imap://x/1 LAST\r\n")).startsWith("503 5.5.1 ");
        assertThat(dialogue.say("BURL\r\n")).startsWith("501 5.5.4 ");
        assertThat(dialogue.say("BURL imap://x/1 FIRST\r\n")).startsWith("501 5.5.4 ");
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\nBURL imap://x/1 LAST\r\n"))
                .endsWith("554 5.5.1 no valid recipients\r\n");
        assertThat(dialogue.say(ENVELOPE + "BURL imap://x/1\r\nDATA\r\nRCPT TO:<x@y.z>\r\n"))
                .containsSubsequence("octets received", "503 5.5.1 ", "503 5.5.1 ");
        assertThat(dialogue.say("RSET\r\n")).startsWith("250 ");
        assertNothingIsHeld();
    }

    @Test
    void whatIsTooLargeIsNotReadToItsEnd() {
        logInAndBegin();
        urls.texts.put("imap://x/5", "x".repeat(10_000_000));
        assertThat(dialogue.say("BURL imap://x/5 LAST\r\n")).startsWith("552 5.3.4 ");
        assertThat(urls.read).isLessThan(100_000);
        assertNothingIsHeld();
    }

    @Test
    void anEmptySectionIsNoOctets() {
        logInAndBegin();
        urls.texts.put("imap://x/6", "");
        assertThat(dialogue.say("BURL imap://x/6\r\nBURL imap://x/1 LAST\r\n"))
                .isEqualTo("250 2.0.0 0 octets received\r\n250 2.0.0 taken\r\n");
    }

    @Test
    void whatCannotBeReadIsTriedAgainLater() {
        logInAndBegin();
        urls.unreadable = true;
        assertThat(dialogue.say("BURL imap://x/1 LAST\r\n")).startsWith("451 4.4.1 ");
        dialogue.rooms.urls = Optional.empty();
        assertThat(dialogue.say(ENVELOPE + "BURL imap://x/1 LAST\r\n")).contains("451 4.4.1 ");
        assertThat(dialogue.rooms.taken).isEmpty();
        assertNothingIsHeld();
    }

    @Test
    void acceptanceThatGoesWhileAUrlIsReadEndsTheMessageAndLosesNothing() {
        logInAndBegin();
        assertThat(dialogue.say("BURL imap://x/1\r\n")).startsWith("250 ");
        dialogue.session.acceptanceLeaving();
        assertThat(dialogue.say("BURL imap://x/2 LAST\r\n")).startsWith("451 4.3.2 ");
        assertNothingIsHeld();
    }

    @Test
    void tokensDoNotGetIntoTheLog() {
        logIn();
        dialogue.say("BURL imap://x/secret LAST\r\nBURL imap://x/secret NOW\r\n");
        assertThat(dialogue.rooms.records)
                .filteredOn(e -> e.kind() == MailEvent.Kind.BAD_COMMAND)
                .hasSize(2)
                .allSatisfy(
                        e -> assertThat(e.toString()).contains("BURL").doesNotContain("secret"));
    }
}
