// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ListenerDefinition;

/**
 * Tells the launcher that every port greets: {@code data/ready} in the instance's home, one line
 * {@code service protocol address port tls} for each. It appears whole and goes with the
 * dispatcher; one that a killed process has left is removed at start.
 */
final class ReadyFile {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

    private final Optional<Path> file;
    private String written = "";

    /** The file of a home; nothing is written without one. */
    ReadyFile(Optional<Path> home) {
        this.file = home.map(h -> h.resolve("data").resolve("ready"));
        remove();
    }

    /** Writes the file when all ports are bound, if it does not say the same already. */
    synchronized void write(Collection<Port> ports) {
        if (file.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (Port port : ports) {
            Optional<InetSocketAddress> bound = port.bound();
            if (bound.isEmpty()) {
                return;
            }
            lines.append(line(port.definition(), bound.get())).append('\n');
        }
        if (lines.toString().equals(written)) {
            return;
        }
        try {
            Path whole = file.get().resolveSibling("ready.new");
            Files.createDirectories(whole.getParent());
            Files.writeString(whole, lines);
            Files.move(
                    whole,
                    file.get(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            written = lines.toString();
            LOG.info("Ready: {} ports greet", ports.size());
        } catch (IOException failed) {
            LOG.error("Cannot write {}: {}", file.get(), failed.toString());
        }
    }

    private static String line(ListenerDefinition listener, InetSocketAddress bound) {
        return String.join(
                " ",
                listener.service(),
                listener.protocol(),
                bound.getAddress().getHostAddress(),
                String.valueOf(bound.getPort()),
                listener.tls().name().toLowerCase(Locale.ROOT));
    }

    synchronized void remove() {
        if (file.isPresent()) {
            try {
                Files.deleteIfExists(file.get());
                written = "";
            } catch (IOException failed) {
                LOG.error("Cannot remove {}: {}", file.get(), failed.toString());
            }
        }
    }
}
