// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Final delivery by LMTP, with Python's client. */
@ExtendWith(DistributionExtension.class)
class LmtpIT {
    private static final String SCRIPT =
            """
            import smtplib, sys
            with smtplib.LMTP('127.0.0.1', int(sys.argv[1])) as lmtp:
                lmtp.ehlo_or_helo_if_needed()
                print(sorted(lmtp.esmtp_features))
                lmtp.mail('sender@elsewhere.test')
                print(lmtp.rcpt('alice@example.com')[0])
                print(lmtp.rcpt('nobody@example.com'))
                print(lmtp.rcpt('bob+Sent@example.com')[0])
                lmtp.putcmd('data')
                print(lmtp.getreply()[0])
                text = (b'Received: from queue.test by relay.test id 77; Sat, 28 Nov 2026 01:00:00 +0000\\r\\n'
                        b'Subject: ' + sys.argv[2].encode() + b'\\r\\n\\r\\n..dot\\r\\n')
                lmtp.send(text + b'.\\r\\n')
                print(lmtp.getreply(), lmtp.getreply())
            """;

    private final Distribution server;
    private final Post post;

    @TempDir private Path directory;

    LmtpIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    private String deliver(String subject) throws Exception {
        Path script = Files.writeString(directory.resolve("lmtp.py"), SCRIPT);
        Process client =
                new ProcessBuilder(
                                "python3",
                                script.toString(),
                                Integer.toString(server.port(24)),
                                subject)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void eachRecipientIsAnsweredAndTheMessageIsThereAtOnce() throws Exception {
        assertThat(deliver("by lmtp").lines())
                .containsExactly(
                        "['8bitmime', 'chunking', 'enhancedstatuscodes', 'help', 'pipelining',"
                                + " 'size', 'smtputf8', 'starttls']",
                        "250",
                        "(550, b'5.1.1 there is no such mailbox here')",
                        "250",
                        "354",
                        "(250, b'2.1.5 stored') (250, b'2.1.5 stored')");
        assertThat(post.await("alice", "by lmtp"))
                .contains("Return-Path: <sender@elsewhere.test>")
                .contains("with LMTP")
                .contains("\r\n.dot\r\n");
    }

    @Test
    void aMessageThatIsSentAgainIsThereOnce() throws Exception {
        assertThat(deliver("sent twice")).endsWith("(250, b'2.1.5 stored')\n");
        assertThat(deliver("sent twice")).endsWith("(250, b'2.1.5 stored')\n");
        assertThat(post.subjects("alice")).containsOnlyOnce("sent twice");
    }
}
