// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferReport;

/** What a sender can write into a message, on its way through an mbox. */
class MboxTest {
    private static final String FROM = "From ann@example.com Thu Jan  2 03:04:05 2020\n";
    private static final String INTERNAL =
            "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n";

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
}
