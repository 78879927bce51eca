// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.message.MessageScanner;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.RecordingDoor;
import org.tubepost.testkit.SmallFramework;

/** Copies with envelopes, as files and by mail. */
class ArchiveChannelTest extends ChannelContract {
    private static final byte[] MESSAGE =
            "To: b@example.test\r\n\r\nGr\u00fc\u00dfe\r\n.\r\n--x\r\n"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir Path root;
    private final RecordingDoor door = new RecordingDoor();
    private SmallFramework framework;
    private ArchiveChannel channel;

    @BeforeEach
    void open(@TempDir Path cache) throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(Acceptance.class, door, Map.of());
        channel = channel("");
    }

    private ArchiveChannel channel(String address) throws Exception {
        return new ArchiveChannel(
                framework.context(),
                ComponentSettings.of(
                        ArchiveSettings.class,
                        Map.of(
                                "directory",
                                root.toString(),
                                "address",
                                address,
                                "hostName",
                                "mx.example.test")));
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

    private List<Outcome> deliver() throws Exception {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            Delivery plain =
                    Deliveries.delivery(
                            5, "archive", "", List.of("b@example.test", "c@x.test"), content);
            Recipient hidden =
                    new Recipient(
                            Deliveries.address("member@x.test"),
                            Deliveries.address("list@example.test"),
                            "archive",
                            "",
                            RecipientDsn.NONE);
            List<Recipient> all =
                    Stream.concat(plain.envelope().recipients().stream(), Stream.of(hidden))
                            .toList();
            return channel.deliver(
                    new Delivery(
                            5,
                            1,
                            plain.channel(),
                            "",
                            plain.envelope().narrowedTo(all),
                            content,
                            plain.deadline()));
        }
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void assertCopy(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        assertThat(text)
                .contains("Sender: <sender@example.test>\r\n")
                .contains("Recipient: <b@example.test>\r\nRecipient: <c@x.test>\r\n")
                .contains("Recipient: <list@example.test> delivered to <member@x.test>\r\n")
                .contains("Queue-Id: testkit-1\r\n", "Source-Channel: tcp_local\r\n");
        MessageScanner scanner = new MessageScanner();
        scanner.update(ByteBuffer.wrap(octets));
        var root = scanner.finish().root();
        assertThat(root.mediaType()).isEqualTo("multipart/mixed");
        assertThat(root.children())
                .extracting(p -> p.mediaType())
                .containsExactly("text/plain", "message/rfc822");
        var enclosed = root.children().get(1);
        assertThat(Arrays.copyOfRange(octets, (int) enclosed.bodyStart(), (int) enclosed.end()))
                .isEqualTo(MESSAGE);
    }

    @Test
    void aCopyIsAFileOfTheDayAndARepeatedAttemptMakesNoOther() throws Exception {
        assertThat(deliver()).hasSize(3).allMatch(o -> o instanceof Outcome.Delivered);
        deliver();
        assertThat(files()).hasSize(1);
        assertThat(root.relativize(files().get(0)).toString())
                .matches("\\d{4}/\\d\\d/\\d\\d/[0-9a-f]{2}/testkit-1-5\\.eml");
        assertCopy(Files.readAllBytes(files().get(0)));
    }

    @Test
    void aCopyGoesToAnAddressOnce() throws Exception {
        channel.close();
        channel = channel("archive@example.test");
        deliver();
        deliver();
        assertThat(files()).isEmpty();
        assertThat(door.taken()).hasSize(1);
        RecordingDoor.Taken copy = door.taken().get(0);
        assertThat(copy.sender().isNull()).isTrue();
        assertThat(copy.recipients()).containsExactly(Deliveries.address("archive@example.test"));
        assertThat(copy.origin().protocol()).isEqualTo("internal");
        assertCopy(copy.octets());
    }

    @Test
    void anArchiveThatRefusesIsTriedAgain() throws Exception {
        channel.close();
        channel = channel("archive@example.test");
        door.answer(Reply.of(550, "5.7.1", "never"));
        assertThat(deliver()).allMatch(o -> o instanceof Outcome.Deferred);
        assertThat(door.taken()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenDefers() throws Exception {
        Files.writeString(root.resolve("block"), "");
        channel.close();
        channel =
                new ArchiveChannel(
                        framework.context(),
                        ComponentSettings.of(
                                ArchiveSettings.class,
                                Map.of("directory", root.resolve("block").toString())));
        assertThatThrownBy(this::deliver).isInstanceOf(IOException.class);
    }
}
