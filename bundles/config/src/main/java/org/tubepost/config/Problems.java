// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * Collects what is wrong while files are read; reading goes on so that all errors are told at once.
 * What many channels inherit from one line of defaults is told once.
 */
final class Problems {
    /** Most of each severity, so that warnings cannot crowd out the error that refuses. */
    private static final int MOST = 200;

    private final Set<Problem> found = new LinkedHashSet<>();
    private int errors;
    private int warnings;

    void error(SourceLocation location, String text) {
        if (errors < MOST && found.add(new Problem(location, Problem.Severity.ERROR, text))) {
            errors++;
        }
    }

    void warning(SourceLocation location, String text) {
        if (warnings < MOST && found.add(new Problem(location, Problem.Severity.WARNING, text))) {
            warnings++;
        }
    }

    /** True when a further error would not be told: it need not be explained at length. */
    boolean hasAllErrors() {
        return errors >= MOST;
    }

    /** Number of errors so far, as far as they are told. */
    int errors() {
        return errors;
    }

    List<Problem> found() {
        return List.copyOf(found);
    }
}
