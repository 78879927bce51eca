// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.SplicedContent.Stretch;
import org.tubepost.api.message.Summary;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.journal.JournalOptions;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.RecordedLog;

/** Queues with small segments, and messages for them. */
final class QueueFixture {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static final JournalOptions SMALL =
            JournalOptions.named("queue").withSegmentOctets(20_000).withReserveOctets(0);

    private QueueFixture() {}

    static JournaledQueue open(Path folder, JournalOptions options) throws IOException {
        return open(folder, options, new RecordedLog());
    }

    static JournaledQueue open(Path folder, JournalOptions options, MailLog log)
            throws IOException {
        return new JournaledQueue(
                folder,
                options,
                ComponentSettings.of(
                        QueueSettings.class,
                        Map.of("memoryPerMessage", 4_096, "reclaimBelowPercent", 50)),
                Clock.fixed(NOW, ZoneOffset.UTC),
                log,
                entry -> {});
    }

    static JournaledQueue open(Path folder) throws IOException {
        return open(folder, SMALL);
    }

    static Summary summary(long size) {
        Part root = new Part(0, 0, size, 0, "text/plain", List.of(), Optional.empty());
        return new Summary(size, 0, 0, true, false, true, 0, "", Priority.NORMAL, root);
    }

    static Content sealed(JournaledQueue queue, byte[] octets) throws IOException {
        try (ContentSink sink = queue.begin(0)) {
            for (int at = 0; at < octets.length; at += 1_000) {
                sink.write(ByteBuffer.wrap(octets, at, Math.min(1_000, octets.length - at)));
            }
            return sink.seal(summary(octets.length));
        }
    }

    /** The content with its first octets replaced. */
    static Content spliced(Content content, String instead, long cut) {
        ByteBuffer own = ByteBuffer.wrap(instead.getBytes(StandardCharsets.UTF_8));
        return SplicedContent.of(
                content,
                List.of(new Stretch(own, cut, content.size())),
                summary(content.size() - cut + own.remaining()));
    }

    static Recipient recipient(String name, String channel) {
        MailAddress address = new MailAddress(name, "example.com");
        return new Recipient(address, address, channel, "x", RecipientDsn.NONE);
    }

    static Recipient returning(Recipient to, String path) {
        return new Recipient(
                to.address(),
                to.original(),
                to.channel(),
                to.destination(),
                to.dsn(),
                Optional.of(ReversePath.of(new MailAddress(path, "example.org"))));
    }

    static Envelope envelope(JournaledQueue queue, String cause, Recipient... to) {
        return new Envelope(
                queue.newMessageId(),
                Origin.internal("test", NOW, cause),
                ReversePath.of(new MailAddress("s", "example.org")),
                DsnRequest.NONE,
                Set.of(),
                Priority.NORMAL,
                List.of(to));
    }

    static boolean change(JournaledQueue queue, long number, EntryChange change) {
        return queue.change(number, change, "").toCompletableFuture().join();
    }

    static byte[] all(Content content) throws IOException {
        return content.newInputStream().readAllBytes();
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".log")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}
