// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.message.Reply;

/** What sessions tell the mail log. */
class RecordsTest {

    private static List<Kind> kinds(Dialogue dialogue) {
        return dialogue.rooms.records.stream().map(MailEvent::kind).toList();
    }

    private static MailEvent last(Dialogue dialogue) {
        return dialogue.rooms.records.get(dialogue.rooms.records.size() - 1);
    }

    @Test
    void connectionsAreRecordedWithTheirEnds() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.session.closed();
        dialogue.connection.settle();
        assertThat(kinds(dialogue)).containsExactly(Kind.OPENED, Kind.CLOSED);
        assertThat(last(dialogue).transport()).matches("TCP\\|.+\\|\\d+\\|.+\\|\\d+");
        assertThat(last(dialogue).source()).isEqualTo("tcp_local");
    }

    @Test
    void deniedConnectionsAreRecordedAsRefused() {
        Dialogue dialogue =
                new Dialogue(
                        Map.of(),
                        Map.of(),
                        rooms -> rooms.denial = Optional.of(Reply.of(550, "5.7.1", "go away")));
        assertThat(kinds(dialogue)).contains(Kind.REFUSED);
        assertThat(last(dialogue).diagnostic()).isEqualTo("550 5.7.1 go away");
    }

    @Test
    void badCommandsAreRecordedWithoutWhatMayBeAPassword() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("c2VjcmV0IHBhc3N3b3Jk\r\n");
        assertThat(last(dialogue).kind()).isEqualTo(Kind.BAD_COMMAND);
        assertThat(last(dialogue).recipient()).isEqualTo("c2VjcmV0IHBh...");
        dialogue.say("RCPT TO:<d@e.f>\r\n");
        assertThat(last(dialogue).recipient()).isEqualTo("RCPT TO:<d@e.f>");
        assertThat(last(dialogue).diagnostic()).startsWith("503 5.5.1");
    }

    @Test
    void takenMessagesAreLeftToAcceptance() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.say("Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n");
        dialogue.connection.settle();
        assertThat(kinds(dialogue)).containsExactly(Kind.OPENED, Kind.CLOSED);
    }

    @Test
    void messagesThatAreGivenUpAreRecordedForEachRecipient() {
        Dialogue reset = Dialogue.greeted();
        reset.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRCPT TO:<g@e.f>\r\nRSET\r\n");
        assertThat(kinds(reset)).containsExactly(Kind.OPENED, Kind.ABORTED, Kind.ABORTED);
        assertThat(last(reset).sender()).isEqualTo("a@b.c");
        assertThat(last(reset).originalRecipient()).isEqualTo("g@e.f");
        assertThat(last(reset).diagnostic()).isEqualTo("RSET");
        Dialogue cut = Dialogue.inData();
        cut.session.closed();
        cut.connection.settle();
        assertThat(kinds(cut)).contains(Kind.ABORTED);
        assertThat(cut.rooms.records)
                .filteredOn(e -> e.kind() == Kind.ABORTED)
                .extracting(MailEvent::diagnostic)
                .containsExactly("connection closed");
    }

    @Test
    void messagesThatAreRefusedForTheirContentHaveACodeOfTheirOwn() {
        Map<Reply, Kind> kinds =
                Map.of(
                        Reply.of(554, "5.7.1", "a filter does not like it"),
                        Kind.CONTENT_REJECTED,
                        Reply.of(554, "5.6.0", "the header is malformed"),
                        Kind.CONTENT_REJECTED,
                        Reply.of(451, "4.7.1", "filters are away"),
                        Kind.REJECTED,
                        Reply.of(452, "4.3.1", "no room"),
                        Kind.REJECTED);
        kinds.forEach(
                (reply, kind) -> {
                    Dialogue dialogue = Dialogue.inData();
                    dialogue.rooms.verdict = reply;
                    dialogue.say("Subject: x\r\n\r\ny\r\n.\r\n");
                    assertThat(last(dialogue).kind()).as(reply.toString()).isEqualTo(kind);
                    assertThat(last(dialogue).originalRecipient()).isEqualTo("d@e.f");
                    assertThat(last(dialogue).diagnostic()).isEqualTo(reply.toString());
                });
    }

    @Test
    void messagesThatAreRefusedAreRecordedWithTheReply() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.say("x".repeat(900) + "\r\n" + "y".repeat(900) + "\r\n.\r\n");
        assertThat(kinds(dialogue)).containsExactly(Kind.OPENED, Kind.REJECTED);
        assertThat(last(dialogue).originalRecipient()).isEqualTo("d@e.f");
        assertThat(last(dialogue).diagnostic()).startsWith("552 5.3.4");
        dialogue.say("RSET\r\n");
        assertThat(kinds(dialogue)).doesNotContain(Kind.ABORTED);
    }

    @Test
    void logoutIsToldOnceAndOnlyAfterALogin() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.session.closed();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.loggedOut).isEmpty();
        Dialogue other = Dialogue.greeted();
        other.say("AUTH ECHO\r\n");
        other.say("AGFsaWNlAHNlY3JldA==\r\n");
        other.session.closed();
        other.connection.settle();
        assertThat(other.rooms.loggedOut).containsExactly("alice");
        assertThat(kinds(other)).doesNotContain(Kind.LOGIN);
    }

    @Test
    void loginThatTlsForgetsIsLoggedOut() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("AUTH ECHO\r\n");
        dialogue.say("AGFsaWNlAHNlY3JldA==\r\n");
        dialogue.say("STARTTLS\r\n");
        dialogue.connection.completeHandshake();
        assertThat(dialogue.rooms.loggedOut).containsExactly("alice");
        dialogue.session.closed();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.loggedOut).hasSize(1);
    }
}
