// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;

/**
 * Keeps the contents of messages on one volume or service. It knows nothing of mailboxes: the store
 * counts references and says what is needed no more. Register a service with the properties {@value
 * #TYPE} and {@value #NAME}, one for each configured partition. Called from many threads at once;
 * the store leases the service for one call.
 */
@ConsumerType
public interface Partition {

    /** Service property: kind of partition, {@code segments}. */
    String TYPE = "partition.type";

    /** Service property: name, {@code primary}. */
    String NAME = "partition.name";

    /**
     * Opens a sink for a content that is coming in.
     *
     * @param expectedSize octets, 0 if unknown
     * @throws IOException if nothing can be taken for now, for instance because the volume is full
     */
    ContentSink begin(long expectedSize) throws IOException;

    /**
     * Takes a content with its summary.
     *
     * @param content sealed by a sink of this partition (not copied) or any other (copied by {@link
     *     Content#transferTo}); read before the method returns
     * @return completed with its number when durable; completed with an {@link IOException}
     *     otherwise. Dependents must not block
     */
    CompletionStage<Long> store(Content content);

    /**
     * Opens a content; the caller closes it. It stays readable until closed even if it is released
     * meanwhile.
     *
     * @throws NoSuchFileException if there is no content with this number
     * @throws IOException if it cannot be read, or is damaged
     */
    Content open(long number) throws IOException;

    /**
     * Contents that are needed no more; unknown numbers are ignored. Survives a crash or is
     * repeated.
     */
    void release(Collection<Long> numbers) throws IOException;

    /**
     * Tells the number of every content below a limit, in any order, so that the store can release
     * those it does not know (left by a crash between partition and store).
     *
     * @param below exclusive
     */
    void forEach(long below, LongConsumer visitor) throws IOException;

    /** Number that the next content gets, at least. */
    long nextNumber();

    /** Octets of all contents. */
    long octets();

    /**
     * True when nothing more is taken, or soon will be: the store lets go early of what it need not
     * keep.
     *
     * @throws IOException if that cannot be told for now
     */
    default boolean isNearlyFull() throws IOException {
        return false;
    }

    /**
     * Reads a content whole and compares it with its checksums, even if that was done before.
     *
     * @return empty if it is as it was stored
     * @throws NoSuchFileException if there is no content with this number
     * @throws IOException if that cannot be told for now
     */
    default Optional<ContentDamage> verify(long number) throws IOException {
        try (Content content = open(number)) {
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            for (long at = 0; at < content.size(); at += piece.position()) {
                if (content.read(at, piece.clear()) <= 0) {
                    return Optional.of(new ContentDamage("", -1, "it ends too early", ""));
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException damaged) {
            return Optional.of(new ContentDamage("", -1, String.valueOf(damaged.getMessage()), ""));
        }
    }

    /**
     * Says that numbers below one were given by this partition, even if it does not know that any
     * more because files of it were lost: none of them may be given again.
     *
     * @param next the next number must be at least this
     */
    default void advance(long next) throws IOException {
        if (nextNumber() < next) {
            throw new IOException("Numbers below " + next + " were given before");
        }
    }
}
