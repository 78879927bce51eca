// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferReport;

/** What a sender can write into a message, on its way through an mbox. */
class MboxTest {
    private static final String FROM = "From ann@example.com Thu Jan  2 03:04:05 2020\n";
    private static final String INTERNAL =
            "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n";
    private static final List<String> PARTS =
            List.of(
                    "\r\n",
                    "\r\n",
                    "\r\n",
                    "\r",
                    "From ",
                    ">",
                    " ",
                    "a: b",
                    "X-Status: D",
                    "X-Tubepost-Mbox: open\r\n",
                    FROM.strip());

    @TempDir Path temp;
    private Home home;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private TransferReport take(String user, Path from) throws IOException {
        return new ExchangeService(home.store, home.archive)
                .importFrom(from, Format.MBOX, user, Optional.empty(), Home.patient());
    }

    private TransferReport take(String text) throws IOException {
        return take("ann", Files.writeString(temp.resolve("some.mbox"), text, UTF_8));
    }

    @Test
    void onlyTheFirstMessageIsInternalAndOnlyByItsWholeSubject() throws Exception {
        assertThat(take(FROM + INTERNAL + "\nx\n\n" + FROM + INTERNAL + "\ny\n").messages())
                .isEqualTo(1);
        String reply = INTERNAL.replace(": ", ": Re: ");
        assertThat(take(FROM + reply + "\nz\n").messages()).isEqualTo(1);
        assertThat(home.contents("ann", "INBOX"))
                .containsExactly(
                        INTERNAL.replace("\n", "\r\n") + "\r\ny\r\n",
                        reply.replace("\n", "\r\n") + "\r\nz\r\n");
    }

    private Path export(String user) throws IOException {
        Path to = temp.resolve("export of " + user);
        MailSelection all = new MailSelection(Optional.of(user), Optional.empty(), Set.of());
        ExchangeService exchange = new ExchangeService(home.store, home.archive);
        assertThat(exchange.exportTo(all, to, Format.MBOX, Home.patient()).problems()).isEmpty();
        return to.resolve(user);
    }

    @Test
    void fieldsOfASenderSetNoFlagsAndStay() throws Exception {
        home.login("bob");
        String text = "X-Status: D\r\nStatus: RO\r\nX-Keywords: $Junk\r\na: b\r\n\r\nc\r\n";
        home.append("bob", "INBOX", text);
        home.append("bob", "INBOX", "X-Tubepost-Mbox: whole\r\n" + text, Flags.FLAGGED);
        Path to = export("bob");
        assertThat(take("ann", to).messages()).isEqualTo(2);
        assertThat(home.contents("ann", "INBOX")).isEqualTo(home.contents("bob", "INBOX"));
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::flags)
                .containsExactly(Flags.NONE, Flags.of(Flags.FLAGGED));
        TransferReport again = take("bob", to);
        assertThat(again.present()).isEqualTo(2);
        assertThat(again.messages()).isZero();
    }

    @Test
    void keywordsWithCommasStayWholeInOurFilesOnly() throws Exception {
        home.login("bob");
        Flags flags = Flags.of(Flags.SEEN, "a,b", "c");
        home.append("bob", "INBOX", "a: 1\r\n\r\n", Flags.SEEN, "a,b", "c");
        take("ann", export("bob"));
        take(FROM + "X-Keywords: d,e f, g\na: 2\n\n");
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::flags)
                .containsExactly(flags, Flags.of("d", "e", "f", "g"));
    }

    @Test
    void everyMessageComesBackWithTheSameOctets() throws Exception {
        home.login("bob");
        for (String text :
                List.of(
                        INTERNAL.replace("\n", "\r\n") + "\r\nx\r\n",
                        "From me\r\n>From you\r\na: b\r\n\r\n",
                        "only: a header\r\n",
                        "no: end",
                        "a: b\r\n\r\nno end",
                        "a: b\r\n\r\nno end\r",
                        " folded: into nothing\r\n\r\n",
                        "\r\n",
                        "\r\n\r\n" + FROM.replace("\n", "\r\n") + "x\r\n\r\n\r\n",
                        "a: b\r\n\r\n\r\r\n\r\r\n",
                        "a: " + "b".repeat((1 << 16) - 4) + "\r\n\r\n",
                        "a: " + "b".repeat((1 << 16) - 3) + "\r\r\n\r\n")) {
            home.append("bob", "INBOX", text);
        }
        Random random = new Random(4155);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            home.append("bob", "INBOX", text.toString());
        }
        Path to = export("bob");
        take("ann", to);
        assertThat(home.contents("ann", "INBOX")).isEqualTo(home.contents("bob", "INBOX"));
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::flags)
                .containsOnly(Flags.NONE);
        assertThat(take("bob", to).messages()).isZero();
    }

    @Test
    void aQuotedLineOfAHeaderLosesItsQuote() throws Exception {
        take(FROM + ">From me\na: b\n\nc\n");
        assertThat(home.contents("ann", "INBOX")).containsExactly("From me\r\na: b\r\n\r\nc\r\n");
    }

    @Test
    void aHeaderThatIsTooLongEndsNoImport() throws Exception {
        String field = "a: " + "b".repeat(1000) + "\n";
        String text = field.repeat(5000) + "\n>From here\n";
        assertThat(take(FROM + text + "\n" + FROM + "c: d\n\ne\n").messages()).isEqualTo(2);
        assertThat(home.contents("ann", "INBOX"))
                .containsExactly(
                        text.replace(">From", "From").replace("\n", "\r\n"), "c: d\r\n\r\ne\r\n");
    }
}
