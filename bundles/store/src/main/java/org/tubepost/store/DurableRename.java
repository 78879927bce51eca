// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Gives a file that is on the disk its name, so that the name is on the disk too. */
final class DurableRename {
    private DurableRename() {}

    /** What had the name before is replaced; a crash leaves the one or the other, whole. */
    static void rename(Path coming, Path path) throws IOException {
        Files.move(coming, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder =
                FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
