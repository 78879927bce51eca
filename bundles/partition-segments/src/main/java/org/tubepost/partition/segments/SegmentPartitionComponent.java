// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.Partition;
import org.tubepost.journal.FileOperations;

/**
 * A partition for each configuration of {@code org.tubepost.partition.segments}. Owner of files,
 * hence immediate: a partition is registered when it is open, and its stop waits for those who use
 * it because they lease it.
 */
@Component(
        service = Partition.class,
        immediate = true,
        configurationPid = "org.tubepost.partition.segments",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Partition.TYPE + "=segments")
@Designate(ocd = SegmentPartitionSettings.class, factory = true)
public final class SegmentPartitionComponent implements Partition {
    private final SegmentPartition partition;

    /** Opens the partition. */
    @Activate
    public SegmentPartitionComponent(SegmentPartitionSettings settings) throws IOException {
        String name = settings.partition_name();
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("not a partition name: " + name);
        }
        Path directory = HomeDirectory.given(settings.directory(), "data", "partition", name);
        PartitionFiles files =
                new PartitionFiles(
                        name,
                        directory,
                        (long) settings.segmentMegabytes() << 20,
                        FileOperations.SYSTEM);
        partition = new SegmentPartition(files.open(), files);
        partition.upkeep().start(settings.upkeepSeconds());
    }

    /** Closes the partition. */
    @Deactivate
    void deactivate() throws IOException {
        partition.close();
    }

    @Override
    public Optional<ContentDamage> verify(long number) throws IOException {
        return partition.verify(number);
    }

    @Override
    public void advance(long next) throws IOException {
        partition.advance(next);
    }

    @Override
    public ContentSink begin(long expectedSize) throws IOException {
        return partition.begin(expectedSize);
    }

    @Override
    public boolean isNearlyFull() throws IOException {
        return partition.isNearlyFull();
    }

    @Override
    public CompletionStage<Long> store(Content content) {
        return partition.store(content);
    }

    @Override
    public Content open(long number) throws IOException {
        return partition.open(number);
    }

    @Override
    public void release(Collection<Long> numbers) throws IOException {
        partition.release(numbers);
    }

    @Override
    public void forEach(long below, LongConsumer visitor) throws IOException {
        partition.forEach(below, visitor);
    }

    @Override
    public long nextNumber() {
        return partition.nextNumber();
    }

    @Override
    public long octets() {
        return partition.octets();
    }
}
