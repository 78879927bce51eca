// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search results that are referred to as $ (RFC 5182). */
class SavedResultTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "red", "blue", "red", "red", "blue");
        talk = post.selected("INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    @Test
    void aSavedSearchAnswersNothingAndStandsForItsMessages() {
        assertThat(talk.ok("SEARCH RETURN (SAVE) SUBJECT red")).isEmpty();
        assertThat(talk.ok("FETCH $ (UID)"))
                .containsExactly("* 1 FETCH (UID 1)", "* 3 FETCH (UID 3)", "* 4 FETCH (UID 4)");
        assertThat(talk.ok("UID SEARCH UID $ UID 3:*")).containsExactly("* SEARCH 3 4");
        assertThat(talk.ok("SEARCH NOT $")).containsExactly("* SEARCH 2 5");
        talk.ok("UID COPY $ Archive");
        assertThat(talk.ok("STATUS Archive (MESSAGES)"))
                .containsExactly("* STATUS \"Archive\" (MESSAGES 3)");
    }

    @Test
    void withMinOrMaxAloneOnlyThoseAreSaved() {
        assertThat(talk.ok("SEARCH RETURN (SAVE MAX) SUBJECT red"))
                .containsExactly("* ESEARCH (TAG \"t3\") MAX 4");
        assertThat(talk.ok("SEARCH $")).containsExactly("* SEARCH 4");
        talk.ok("SEARCH RETURN (SAVE MIN MAX COUNT) SUBJECT red");
        assertThat(talk.ok("SEARCH $")).containsExactly("* SEARCH 1 3 4");
    }

    @Test
    void messagesThatAreGoneLeaveTheSavedResult() {
        talk.ok("SEARCH RETURN (SAVE) SUBJECT red");
        talk.ok("STORE 1 +FLAGS (\\Deleted)");
        talk.ok("EXPUNGE");
        assertThat(talk.ok("FETCH $ (UID)"))
                .containsExactly("* 2 FETCH (UID 3)", "* 3 FETCH (UID 4)");
    }

    @Test
    void aRefusedSearchAndASelectEmptyTheSavedResult() {
        talk.ok("SEARCH RETURN (SAVE) ALL");
        assertThat(talk.end("SEARCH RETURN (SAVE) CHARSET X-NONE SUBJECT red")).startsWith("NO");
        assertThat(talk.ok("SEARCH $")).containsExactly("* SEARCH");
        talk.ok("SEARCH RETURN (SAVE) ALL");
        talk.ok("SELECT INBOX");
        assertThat(talk.ok("FETCH $ (UID)")).isEmpty();
    }
}
