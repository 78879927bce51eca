// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;

/**
 * Reads a folder of configuration files for a benchmark. It stands in the package of the reader,
 * which exports nothing; on a flat class path that is enough.
 */
public final class ConfigurationFolder {
    private static final KeywordTable KEYWORDS = new KeywordTable();

    private ConfigurationFolder() {}

    /**
     * Reads and checks all files.
     *
     * @throws IllegalArgumentException if they hold an error
     */
    public static Generation read(Path folder) {
        GenerationReader.Result result =
                new GenerationReader(KEYWORDS, 0, "").read(List.of(folder), 1, Instant.EPOCH);
        if (result.problems().stream().anyMatch(Problem::isError)) {
            throw new IllegalArgumentException(result.problems().toString());
        }
        return result.generation();
    }
}
