// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.message.MessageScanner;
import org.tubepost.partition.segments.OpenSegments;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The real store with a real partition in a folder, as the container opens them. */
public final class OpenStore implements AutoCloseable {
    private final SmallFramework framework;
    private final OpenSegments segments;
    private final StoreComponent component;

    private OpenStore(SmallFramework framework, OpenSegments segments, StoreComponent component) {
        this.framework = framework;
        this.segments = segments;
        this.component = component;
    }

    /**
     * Opens both; the store registers its services in the framework.
     *
     * @param settings of the store where its defaults will not do
     */
    public static OpenStore in(
            SmallFramework framework, Path directory, Map<String, Object> settings)
            throws IOException {
        OpenSegments segments = OpenSegments.in(directory.resolve("partition"), "primary");
        framework.register(
                Partition.class, segments.partition(), Map.of(Partition.NAME, "primary"));
        Map<String, Object> all = new HashMap<>(settings);
        all.put("directory", directory.resolve("store").toString());
        StoreSettings whole = ComponentSettings.of(StoreSettings.class, all);
        return new OpenStore(framework, segments, new StoreComponent(framework.context(), whole));
    }

    /** Its mailboxes. */
    public MessageStore messages() {
        return framework.service(MessageStore.class);
    }

    /** Its backups. */
    public StoreArchive archive() {
        return framework.service(StoreArchive.class);
    }

    /** A user who acts for nobody else. */
    public static Identity user(String id) {
        return new Identity(id, id, false, Optional.empty());
    }

    /** Appends a message as its owner; its UID. */
    public long append(MailboxName name, byte[] octets, Flags flags, Instant date)
            throws IOException {
        MessageStore store = messages();
        Identity owner = user(name.owner());
        MessageScanner scanner = new MessageScanner();
        try (ContentSink sink = store.begin(owner, name, octets.length)) {
            scanner.update(ByteBuffer.wrap(octets));
            sink.write(ByteBuffer.wrap(octets));
            try (Content content = sink.seal(scanner.finish())) {
                AppendMessage message = new AppendMessage(content, flags, date);
                return store.append(owner, name, List.of(message)).targetUids().get(0);
            }
        }
    }

    @Override
    public void close() throws Exception {
        component.deactivate();
        segments.closing().close();
    }
}
