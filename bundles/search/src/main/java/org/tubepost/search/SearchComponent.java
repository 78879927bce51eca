// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.SearchIndex;

/**
 * The search index. Owner of a thread and of files, hence immediate; the store is leased for one
 * pass over a mailbox. When the index fails, searches are told that it knows nothing and read
 * messages, while it is made again.
 */
@Component(
        service = {SearchIndex.class, MailboxListener.class, MeterSource.class},
        immediate = true,
        configurationPid = "org.tubepost.search")
@Designate(ocd = SearchSettings.class)
public final class SearchComponent implements SearchIndex, MailboxListener, MeterSource {
    private static final Logger LOG = LoggerFactory.getLogger(SearchComponent.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int MESSAGES_IN_A_PASS = 1000;

    private final IndexGroups groups;
    private final Room room;
    private final Follower follower;
    private final ServiceLeases<MessageStore> stores;

    /** Begins to follow the store. */
    @Activate
    public SearchComponent(BundleContext context, SearchSettings settings) throws IOException {
        check(settings);
        groups =
                new IndexGroups(directory(settings), settings.groups(), settings.bufferMegabytes());
        groups.tidy();
        room =
                new Room(
                        groups,
                        (long) settings.maxDiskMegabytes() << 20,
                        (long) settings.minFreeDiskMegabytes() << 20);
        StoreArrival arrival = new StoreArrival();
        stores = new ServiceLeases<>(context, MessageStore.class, "", DRAIN, arrival);
        Processor processor =
                Processor.ofMachine(settings.processorPercent(), settings.busyProcessorPercent());
        follower =
                new Follower(
                        groups,
                        () -> stores.lease("").map(l -> l),
                        pace(settings),
                        processor,
                        room);
        arrival.follower = follower;
        follower.start();
    }

    private static Path directory(SearchSettings settings) {
        return HomeDirectory.given(settings.directory(), "data", "search");
    }

    private static void check(SearchSettings settings) {
        inRange("groups", settings.groups(), 1, 1024);
        inRange("bufferMegabytes", settings.bufferMegabytes(), settings.groups(), 2048);
        inRange("maxDiskMegabytes", settings.maxDiskMegabytes(), 0, Integer.MAX_VALUE);
        inRange("minFreeDiskMegabytes", settings.minFreeDiskMegabytes(), 0, Integer.MAX_VALUE);
        inRange("maxCharactersPerMessage", settings.maxCharactersPerMessage(), 1000, 100_000_000);
        inRange("processorPercent", settings.processorPercent(), 1, 100);
        inRange("busyProcessorPercent", settings.busyProcessorPercent(), 1, 100);
        inRange("delayMilliseconds", settings.delayMilliseconds(), 0, Integer.MAX_VALUE);
        inRange("sweepSeconds", settings.sweepSeconds(), 0, Integer.MAX_VALUE);
        inRange("commitSeconds", settings.commitSeconds(), 1, Integer.MAX_VALUE);
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " is not within " + least + " to " + most);
        }
    }

    private static Follower.Pace pace(SearchSettings settings) {
        return new Follower.Pace(
                Duration.ofMillis(settings.delayMilliseconds()).toNanos(),
                Duration.ofSeconds(settings.sweepSeconds()).toNanos(),
                Duration.ofSeconds(settings.commitSeconds()).toNanos(),
                MESSAGES_IN_A_PASS,
                settings.maxCharactersPerMessage());
    }

    /** Tells the follower of the store, which may be there before the follower is. */
    private static final class StoreArrival implements ServiceLeases.Listener<MessageStore> {
        private volatile Follower follower;

        @Override
        public void arrived(String key) {
            Follower there = follower;
            if (there != null) {
                there.orders().compareAll();
            }
        }
    }

    @Deactivate
    void deactivate() {
        follower.close();
        stores.close();
    }

    @Override
    public List<Found> find(String owner, MailboxView messages, List<Text> texts) {
        String id = owner.toLowerCase(Locale.ROOT);
        List<Optional<TextQuery>> queries = texts.stream().map(TextQuery::of).toList();
        Optional<IndexGroup> group = groups.of(id);
        if (group.isPresent() && queries.stream().anyMatch(Optional::isPresent)) {
            try {
                return group.get().find(id, messages, queries);
            } catch (IOException | RuntimeException | InternalError failed) {
                // An InternalError is what a mapped file gives that was cut off.
                LOG.warn("The index of {} failed and is opened again", owner, failed);
                follower.orders().failed(groups.number(id));
            }
        }
        return nothing(messages.size(), texts.size());
    }

    private static List<Found> nothing(int messages, int texts) {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            BitSet all = new BitSet();
            all.set(0, messages);
            found.add(new Found(new BitSet(), all));
        }
        return found;
    }

    @Override
    public Status status() {
        List<IndexGroup> open = groups.all();
        long messages = 0;
        long octets = 0;
        String trouble = room.trouble();
        try {
            for (IndexGroup group : open) {
                messages += group.size();
            }
            octets = groups.octets();
        } catch (IOException | RuntimeException failed) {
            trouble = failed.toString();
        }
        return new Status(
                open.size() == groups.count(),
                messages,
                octets,
                room.maxOctets(),
                follower.orders().waiting(),
                follower.added(),
                follower.dropped(),
                trouble);
    }

    @Override
    public void rebuild(Optional<String> owner) {
        follower.orders().rebuild(owner.map(o -> o.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void changed(MailboxEvent event) {
        follower.changed(event);
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.of("search_owners_waiting", follower.orders().waiting()),
                Reading.of("search_messages_added_total", follower.added()),
                Reading.of("search_messages_dropped_total", follower.dropped()));
    }
}
