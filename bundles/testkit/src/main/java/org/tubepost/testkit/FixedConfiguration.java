// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;

/**
 * A configuration that a test gives; it has no files behind it.
 *
 * @param source makes or returns the generation at each question
 */
public record FixedConfiguration(Supplier<Generation> source) implements Configuration {

    /** One generation for all questions. */
    public static FixedConfiguration of(Generation generation) {
        return new FixedConfiguration(() -> generation);
    }

    @Override
    public Generation current() {
        return source.get();
    }

    @Override
    public List<Problem> reload() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Problem> check(List<Path> standIns) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Candidate candidate(List<Path> standIns) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> keywords() {
        throw new UnsupportedOperationException();
    }
}
