// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.List;
import java.util.Random;

/** Folders of a run. */
final class FolderNames {
    /** Folders that stay, and in which everything else is done. */
    static final List<String> SHARED = List.of("INBOX", "random/one", "random/two");

    /** Beginning of names of folders that come and go. */
    static final String SCRATCH = "scratch/";

    private static final int SCRATCHES = 4;

    private FolderNames() {}

    static String scratch(Random random) {
        return SCRATCH + random.nextInt(SCRATCHES);
    }

    /** One to go to. */
    static String any(Random random) {
        return random.nextInt(8) == 0 ? scratch(random) : shared(random);
    }

    static String shared(Random random) {
        return SHARED.get(random.nextInt(SHARED.size()));
    }
}
