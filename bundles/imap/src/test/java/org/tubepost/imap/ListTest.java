// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.MessageStore;

/** What LIST tells while others change the folders (RFC 5819, RFC 8440). */
class ListTest {
    @TempDir private Path dir;

    @Test
    void foldersThatGoMeanwhileHaveNoFiguresAndTheOthersHave() throws Exception {
        try (Post post = Post.open(dir);
                Talk other = post.login("alice")) {
            MessageStore racing =
                    StandIn.like(
                            MessageStore.class,
                            post.store(),
                            (method, result) -> {
                                if (method.getName().equals("list")) {
                                    other.ok("DELETE Gone");
                                }
                                return result;
                            });
            StandIn.register(post.framework(), racing);
            for (String returned : List.of("STATUS (MESSAGES)", "MYRIGHTS")) {
                other.ok("CREATE Gone");
                try (Talk talk = post.login("alice")) {
                    assertThat(talk.ok("LIST \"\" * RETURN (" + returned + ")"))
                            .as(returned)
                            .anyMatch(line -> line.endsWith("\"/\" \"Gone\""))
                            .noneMatch(line -> line.contains(" \"Gone\" "))
                            .anyMatch(line -> line.contains(" \"INBOX\" "))
                            .anyMatch(line -> line.contains(" \"Sent\" "));
                }
            }
        }
    }
}
