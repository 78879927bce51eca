// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.message.HeaderBlock;

/** What SORT and THREAD keep of headers, so that messages are read once. */
class HeaderCacheTest {
    @TempDir private Path dir;

    @Property(tries = 500)
    void factsComeBackAsTheyWerePacked(
            @ForAll String subject, @ForAll String from, @ForAll List<String> ids) {
        String header =
                "Subject: "
                        + subject
                        + "\r\nFrom: "
                        + from
                        + "\r\nReferences: <"
                        + String.join("> <", ids)
                        + ">\r\n\r\n";
        HeaderFacts facts =
                HeaderFacts.of(HeaderBlock.parse(header.getBytes(StandardCharsets.UTF_8)));
        assertThat(HeaderFacts.unpacked(facts.packed())).isEqualTo(facts);
    }

    @Test
    void whatIsKnownSurvivesARestartAndALostFile() throws Exception {
        try (Post post = Post.open(dir)) {
            post.fill("INBOX", "b", "c", "a");
            assertSorted(post);
        }
        Path file = dir.resolve("imap").resolve("headers.mv");
        try (HeaderFile known = HeaderFile.open(file, 1 << 20)) {
            assertThat(known.size()).isEqualTo(3);
        }
        Files.writeString(file, "this is no such file");
        try (Post post = Post.open(dir)) {
            assertSorted(post);
        }
    }

    @Test
    void memoryMayBeTooSmallForAll() throws Exception {
        try (Post post = new Post(dir, Map.of("maxCachedHeaderOctets", 300L))) {
            post.fill("INBOX", "b", "c", "a");
            assertSorted(post);
            assertSorted(post);
            assertThat(post.protocol.headers().size()).isLessThan(3);
        }
    }

    private static void assertSorted(Post post) {
        try (Talk talk = post.selected("INBOX")) {
            assertThat(talk.ok("SORT (SUBJECT) UTF-8 ALL")).containsExactly("* SORT 3 1 2");
        }
    }

    @Test
    void envelopesAndStructuresAreTheSameWhenTheyComeFromMemoryOrFromTheFile() throws Exception {
        String fetch = "FETCH 1:* (ENVELOPE BODY BODYSTRUCTURE)";
        List<String> first;
        try (Post post = Post.open(dir)) {
            post.fill("INBOX", "b", "gr\u00fc\u00dfe", "a");
            try (Talk talk = post.selected("INBOX")) {
                first = talk.ok(fetch);
                assertThat(first).filteredOn(l -> l.contains("BODYSTRUCTURE (")).hasSize(3);
                assertThat(talk.ok(fetch)).isEqualTo(first);
            }
            assertThat(post.protocol.headers().size()).isEqualTo(9);
        }
        try (Post post = Post.open(dir);
                Talk talk = post.selected("INBOX")) {
            assertThat(talk.ok(fetch)).isEqualTo(first);
            // The second message in one answer with what needs its content.
            assertThat(talk.ok("FETCH 1 (ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT)])").get(0))
                    .contains("ENVELOPE (NIL \"b\"");
        }
    }
}
