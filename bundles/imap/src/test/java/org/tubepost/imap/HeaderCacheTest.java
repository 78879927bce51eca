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
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.message.HeaderBlock;
import org.tubepost.wire.imap.SortArguments.By;

/** What SORT and THREAD keep of headers, so that messages are read once. */
class HeaderCacheTest {
    @TempDir private Path dir;

    @Property(tries = 500)
    void factsAreInTheColumnsAsTheyWerePacked(
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
        HeaderColumns columns = new HeaderColumns();
        columns.add(7, 1234, facts.packed());
        assertThat(columns.row(7, 0)).isZero();
        assertThat(columns.sent(0)).isEqualTo(1234);
        assertThat(columns.subject(0)).isEqualTo(number(columns, facts.subject()));
        assertThat(columns.isReply(0)).isEqualTo(facts.isReply());
        assertThat(columns.text(By.FROM, 0)).isEqualTo(number(columns, facts.from()));
        assertThat(columns.text(By.DISPLAYFROM, 0)).isEqualTo(number(columns, facts.displayFrom()));
        assertThat(columns.text(By.DISPLAYTO, 0)).isEqualTo(number(columns, ""));
        assertThat(columns.id(0)).isEqualTo(HeaderColumns.NO_ID);
        assertThat(columns.referencesTo(0) - columns.referencesFrom(0))
                .isEqualTo(facts.references().size());
        assertThat(columns.ids()).isEqualTo(facts.references().size());
    }

    /** That of a text which is there, or the next one. */
    private static int number(HeaderColumns columns, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return columns.texts().number(octets, 0, octets.length);
    }

    @Test
    void whatIsKnownSurvivesARestartAndALostFile() throws Exception {
        try (Post post = Post.open(dir)) {
            post.fill("INBOX", "b", "c", "a");
            assertSorted(post);
        }
        Path file = dir.resolve("imap").resolve("headers.mv");
        try (HeaderFile known = HeaderFile.open(file, 1 << 20)) {
            assertThat(known.entries()).isEqualTo(3);
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
            assertThat(post.protocol.headers().entries()).isLessThan(3);
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
            assertThat(post.protocol.headers().entries()).isEqualTo(9);
        }
        try (Post post = Post.open(dir);
                Talk talk = post.selected("INBOX")) {
            assertThat(talk.ok(fetch)).isEqualTo(first);
            // The second message in one answer with what needs its content.
            assertThat(talk.ok("FETCH 1 (ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT)])").get(0))
                    .contains("ENVELOPE (NIL \"b\"");
        }
    }

    @Test
    void aMessageIsOpenedOnceForAllThatOneAnswerTellsOfIt() throws Exception {
        try (Post post = Post.open(dir)) {
            post.fill("INBOX", "a", "b");
            CountingStore counting = new CountingStore(post.store());
            counting.register(post.framework());
            try (Talk talk = post.selected("INBOX")) {
                talk.ok("FETCH 1:* (ENVELOPE BODY BODYSTRUCTURE)");
                assertThat(counting.opened()).isEqualTo(2);
                talk.ok("FETCH 1:* (ENVELOPE BODY BODYSTRUCTURE)");
                talk.ok("SORT (DATE) UTF-8 ALL");
                assertThat(counting.opened()).isEqualTo(4);
                talk.ok("THREAD REFERENCES UTF-8 ALL");
                assertThat(counting.opened()).isEqualTo(4);
            }
        }
    }

    @Test
    void whatIsLearntOfAStoreThatLeftIsNeverTakenForAnotherStoresMailbox() throws Exception {
        try (Post post = Post.open(dir.resolve("one"));
                Post other = Post.open(dir.resolve("other"))) {
            post.fill("INBOX", "a", "b");
            MessageStore left = post.store();
            HeaderCache cache = post.protocol.headers();
            try (Mailbox mailbox = left.open(Identity.HOUSE, MailboxName.inbox("alice"), true)) {
                cache.forget(left);
                MailboxFacts late = cache.facts(left, mailbox);
                late.keep("SORT", mailbox.view(), new int[] {2, 1});
                cache.grown(left, mailbox, late);
                MailboxFacts others = cache.facts(other.store(), mailbox);
                assertThat(others.answer("SORT", mailbox.view())).isEmpty();
                assertThat(cache.entries()).isEqualTo(1);
            }
        }
    }
}
