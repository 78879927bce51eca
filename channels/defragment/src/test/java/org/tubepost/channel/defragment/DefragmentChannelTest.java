// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Reply;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.RecordingDoor;
import org.tubepost.testkit.SmallFramework;

/** Parts come in any order and are joined, or go on as they are. */
class DefragmentChannelTest extends ChannelContract {
    private static final String FIRST =
            "Received: by mx; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
                    + "From: Bill@host.test\r\nTo: joe@otherhost.test\r\n"
                    + "Subject: Audio mail (part 1 of 3)\r\nMessage-ID: <id1@host.test>\r\n"
                    + "MIME-Version: 1.0\r\nContent-type: message/partial; id=\"ABC@host.test\";\r\n"
                    + " number=1; total=3\r\n\r\n"
                    + "Message-ID: <anotherid@foo.test>\r\nMIME-Version: 1.0\r\nX-Inner: lost\r\n"
                    + "Subject: Audio mail\r\nContent-type: audio/basic\r\n"
                    + "Content-transfer-encoding: base64\r\n\r\nfirst half\r\n";
    private static final String WHOLE =
            "Received: by mx; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
                    + "From: Bill@host.test\r\nTo: joe@otherhost.test\r\n"
                    + "Message-ID: <anotherid@foo.test>\r\nMIME-Version: 1.0\r\n"
                    + "Subject: Audio mail\r\nContent-type: audio/basic\r\n"
                    + "Content-transfer-encoding: base64\r\n\r\nfirst half\r\nsecond\r\n\r\nthird\r\n";
    private static final String SECOND = later(2, "", "second\r\n");
    private static final String THIRD = later(3, "; total=3", "\r\nthird\r\n");

    @TempDir Path folder;
    private final RecordingDoor door = new RecordingDoor();
    private final MovedClock clock = new MovedClock();
    private SmallFramework framework;
    private DefragmentChannel channel;

    /** A clock that the test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-06-10T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static String later(int number, String total, String body) {
        return "From: Bill@host.test\r\nSubject: Audio mail (part)\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: message/partial; number="
                + number
                + total
                + "; id=\"ABC@host.test\"\r\n\r\n"
                + body;
    }

    @BeforeEach
    void open(@TempDir Path cache) throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(Acceptance.class, door, Map.of());
        channel = channel(1024);
    }

    private DefragmentChannel channel(int mebibytes) throws Exception {
        return new DefragmentChannel(
                framework.context(),
                ComponentSettings.of(
                        DefragmentSettings.class,
                        Map.of(
                                "directory",
                                folder.toString(),
                                "mostParts",
                                20,
                                "folderMebibytes",
                                mebibytes)),
                clock);
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        framework.close();
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    private String deliver(long entry, String part, String... to) throws Exception {
        List<String> recipients = to.length == 0 ? List.of("joe@otherhost.test") : List.of(to);
        try (MemoryContent content = MemoryContent.of(part)) {
            List<Outcome> outcomes =
                    channel.deliver(
                            Deliveries.delivery(entry, "defragment", "", recipients, content));
            assertThat(outcomes).hasSameSizeAs(recipients);
            return outcomes.get(0).getClass().getSimpleName();
        }
    }

    private List<String> texts() {
        return door.taken().stream().map(RecordingDoor.Taken::text).toList();
    }

    @Test
    void thePartsAreJoinedAsRfc2046Says() throws Exception {
        assertThat(deliver(1, FIRST)).isEqualTo("Deferred");
        assertThat(deliver(2, SECOND)).isEqualTo("Deferred");
        assertThat(deliver(3, THIRD)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(WHOLE);
        assertThat(door.taken().get(0).origin().channel()).isEqualTo("tcp_local");
        assertThat(door.taken().get(0).origin().protocol()).isEqualTo("internal");
        assertThat(deliver(1, FIRST)).isEqualTo("Delivered");
        assertThat(deliver(2, SECOND)).isEqualTo("Delivered");
        assertThat(door.taken()).hasSize(1);
    }

    @Test
    void anyOrderAndDoublesMakeNoDifference() throws Exception {
        deliver(1, THIRD);
        deliver(2, SECOND);
        assertThat(deliver(2, SECOND)).isEqualTo("Deferred");
        assertThat(deliver(4, SECOND)).isEqualTo("Deferred");
        assertThat(deliver(3, FIRST)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(WHOLE);
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        deliver(1, FIRST);
        deliver(2, SECOND);
        channel.close();
        channel = channel(1024);
        deliver(3, THIRD);
        assertThat(texts()).containsExactly(WHOLE);
    }

    @Test
    void aFolderThatWasLostIsFilledAgainByTheQueue() throws Exception {
        deliver(1, FIRST);
        deliver(2, SECOND);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(deliver(3, THIRD)).isEqualTo("Deferred");
        deliver(1, FIRST);
        assertThat(deliver(2, SECOND)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(WHOLE);
    }

    @Test
    void aCrashBehindTheHandOverDoublesNothingWhoeverComesFirst() throws Exception {
        deliver(1, FIRST);
        deliver(2, SECOND);
        door.answer(Reply.of(451, "4.3.0", "later"));
        assertThat(deliver(3, THIRD)).isEqualTo("Deferred");
        door.answer(Reply.of(250, "2.0.0", "ok"));
        Path cause = find("cause");
        String noted = Files.readString(cause);
        assertThat(noted).isEqualTo("defragment:3:1");
        deliver(1, FIRST);
        assertThat(door.taken().get(0).origin().cause()).isEqualTo(noted);
        // As if the server had died before it noted that the message was joined.
        Files.delete(find("state"));
        deliver(1, FIRST);
        deliver(2, SECOND);
        deliver(3, THIRD);
        assertThat(door.taken()).hasSize(1);
    }

    private Path find(String name) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
        }
    }

    @Test
    void partsThatHaveWaitedLongEnoughGoOnAsTheyAre() throws Exception {
        deliver(1, FIRST);
        deliver(2, SECOND);
        clock.now = clock.now.plus(Duration.ofHours(24));
        assertThat(deliver(1, FIRST)).isEqualTo("Delivered");
        assertThat(deliver(2, SECOND)).isEqualTo("Delivered");
        assertThat(deliver(3, THIRD)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void oldFoldersAreRemoved() throws Exception {
        deliver(1, FIRST);
        clock.now = clock.now.plus(Duration.ofHours(49));
        deliver(9, later(1, "", "x\r\n").replace("ABC", "other"));
        try (Stream<Path> folders = Files.list(folder)) {
            assertThat(folders).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "number=0; total=3; id=x",
                "number=4; total=3; id=x",
                "number=1; total=999999999999; id=x",
                "number=21; id=x",
                "number=-1; total=2; id=x",
                "number=1; total=0; id=x",
                "number=1; total=3",
                "total=3; id=x",
                "number=one; id=x"
            })
    void whatIsNoValidPartGoesOnAsItIs(String parameters) throws Exception {
        String part = "Content-Type: message/partial; " + parameters + "\r\n\r\nbody\r\n";
        assertThat(deliver(1, part)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(part);
        try (Stream<Path> folders = Files.list(folder)) {
            assertThat(folders).isEmpty();
        }
    }

    @Test
    void whatContradictsEarlierPartsGoesOnAloneAndDoesNoHarm() throws Exception {
        String otherTotal = later(2, "; total=2", "evil\r\n");
        String beyond = later(4, "", "evil\r\n");
        String otherSecond = later(2, "", "evil\r\n");
        deliver(1, FIRST);
        deliver(2, SECOND);
        assertThat(deliver(4, otherTotal)).isEqualTo("Delivered");
        assertThat(deliver(5, beyond)).isEqualTo("Delivered");
        assertThat(deliver(6, otherSecond)).isEqualTo("Delivered");
        deliver(3, THIRD);
        assertThat(texts()).containsExactly(otherTotal, beyond, otherSecond, WHOLE);
    }

    @Test
    void partsForOtherRecipientsAreAnotherMessage() throws Exception {
        deliver(1, FIRST);
        deliver(2, SECOND);
        assertThat(deliver(3, THIRD, "jim@otherhost.test")).isEqualTo("Deferred");
        assertThat(door.taken()).isEmpty();
    }

    @Test
    void whileARecipientIsRefusedForNowNobodyGetsIt() throws Exception {
        String[] both = {"joe@otherhost.test", "jim@otherhost.test"};
        deliver(1, FIRST, both);
        deliver(2, SECOND, both);
        door.toRecipients(
                a ->
                        a.localPart().equals("jim")
                                ? Reply.of(451, "4.4.3", "later")
                                : Reply.of(250, "2.0.0", "ok"));
        assertThat(deliver(3, THIRD, both)).isEqualTo("Deferred");
        assertThat(door.taken()).isEmpty();
        door.toRecipients(a -> Reply.of(250, "2.0.0", "ok"));
        assertThat(deliver(3, THIRD, both)).isEqualTo("Delivered");
        assertThat(door.taken().get(0).recipients()).hasSize(2);
    }

    @Test
    void aFullFolderLetsPartsThrough() throws Exception {
        channel.close();
        channel = channel(0);
        assertThat(deliver(1, FIRST)).isEqualTo("Delivered");
        assertThat(texts()).containsExactly(FIRST);
    }
}
