// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/** A draft is sent from where it is (RFC 4467, RFC 4468): its octets cross no client's line. */
@ExtendWith(DistributionExtension.class)
class BurlIT {
    private static final String SENDER = "MAIL FROM:<alice@example.com>";
    private static final String RECIPIENT = "RCPT TO:<bob@example.com>";

    private final Distribution server;

    BurlIT(Distribution server) {
        this.server = server;
    }

    private SaslTalk submission() throws Exception {
        SaslTalk talk = new SaslTalk(server, Wire.SUBMISSION, Security.STARTTLS, "127.0.0.1");
        assertThat(talk.command("EHLO client.example")).noneMatch(l -> l.contains("BURL"));
        assertThat(talk.authenticate("PLAIN", "alice@example.com", Distribution.PASSWORD, ""))
                .startsWith("235 ");
        return talk;
    }

    /** The host that the submission server trusts. */
    private static String host(SaslTalk talk) throws IOException {
        String begin = "250-BURL imap imap://";
        return talk.command("EHLO client.example").stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static String authorized(ImapTalk imap, String rump) throws IOException {
        String line = imap.ok("GENURLAUTH \"" + rump + "\" INTERNAL").get(0);
        return line.substring(line.indexOf('"') + 1, line.length() - 1);
    }

    private static String answer(SaslTalk talk, String command) throws IOException {
        List<String> lines = talk.command(command);
        return lines.get(lines.size() - 1);
    }

    @Test
    void aDraftAndAPieceOfAnotherMessageAreSentByTheirUrls() throws Exception {
        String body = "0123456789abcdef\r\n".repeat(60_000);
        try (ImapTalk imap = new ImapTalk(server, "alice");
                SaslTalk talk = submission()) {
            String folder = "imap://alice%40example.com@" + host(talk) + "/Drafts/;UID=";
            long draft =
                    imap.append(
                            "Drafts", "", "Subject: by url\r\nX-Draft: yes\r\n\r\nSee this:\r\n");
            long other = imap.append("Drafts", "", "Subject: other\r\n\r\n" + body);
            String submit = ";URLAUTH=submit+alice%40example.com";
            String whole = authorized(imap, folder + draft + submit);
            String text = authorized(imap, folder + other + "/;SECTION=TEXT" + submit);
            assertThat(answer(talk, SENDER)).startsWith("250 ");
            assertThat(answer(talk, RECIPIENT)).startsWith("250 ");
            assertThat(answer(talk, "BURL " + whole)).startsWith("250 ");
            assertThat(answer(talk, "BDAT 3\r\n-")).startsWith("250 ");
            assertThat(answer(talk, "BURL " + text + " LAST")).startsWith("250 2");
            assertThat(new Post(server).await("bob", "by url"))
                    .contains("X-Draft: yes", "Message-ID: <", "Date: ", "with ESMTPSA")
                    .endsWith("See this:\r\n-\r\n" + body);
            assertThat(imap.ok("URLFETCH \"" + whole + "\"").get(0)).endsWith(" NIL");
        }
    }

    @Test
    void urlsOfOthersAndRevokedOnesSendNothing() throws Exception {
        try (ImapTalk imap = new ImapTalk(server, "alice");
                SaslTalk talk = submission()) {
            String folder = "imap://alice%40example.com@" + host(talk) + "/Drafts/;UID=";
            long draft = imap.append("Drafts", "", "Subject: never\r\n\r\n");
            String bobs = authorized(imap, folder + draft + ";URLAUTH=submit+bob%40example.com");
            String mine = authorized(imap, folder + draft + ";URLAUTH=submit+alice%40example.com");
            assertThat(refusal(talk, bobs)).startsWith("554 5.6.6 ");
            assertThat(refusal(talk, mine.replace("imap:", "http:"))).startsWith("501 5.5.4 ");
            assertThat(refusal(talk, mine.replaceFirst("@[^/]+", "@imap.elsewhere.test")))
                    .startsWith("554 5.7.14 ");
            imap.ok("RESETKEY Drafts");
            assertThat(refusal(talk, mine)).startsWith("554 5.6.6 ");
        }
    }

    private static String refusal(SaslTalk talk, String url) throws IOException {
        assertThat(answer(talk, SENDER)).startsWith("250 ");
        assertThat(answer(talk, RECIPIENT)).startsWith("250 ");
        return answer(talk, "BURL " + url + " LAST");
    }
}
