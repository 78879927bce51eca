// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.nio.file.Path;

/**
 * Where an instance keeps its files: the system property {@code tubepost.home}, else the folder in
 * which the process runs.
 */
public final class HomeDirectory {
    private HomeDirectory() {}

    /** A place in it; the home itself if no names are given. */
    public static Path path(String... names) {
        return Path.of(System.getProperty("tubepost.home", "."), names);
    }

    /**
     * What a setting names, or a place in the home.
     *
     * @param setting path, absolute or from the folder in which the process runs; may be empty
     * @param names of the place that counts if it is
     */
    public static Path given(String setting, String... names) {
        return setting.isEmpty() ? path(names) : Path.of(setting);
    }
}
