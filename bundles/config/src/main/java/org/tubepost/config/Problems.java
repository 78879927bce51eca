// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * Collects what is wrong while files are read; reading goes on so that all errors are told at once.
 */
final class Problems {
    /** Most of each severity, so that warnings cannot crowd out the error that refuses. */
    private static final int MOST = 200;

    private final List<Problem> found = new ArrayList<>();

    void error(SourceLocation location, String text) {
        add(new Problem(location, Problem.Severity.ERROR, text));
    }

    void warning(SourceLocation location, String text) {
        add(new Problem(location, Problem.Severity.WARNING, text));
    }

    List<Problem> found() {
        return List.copyOf(found);
    }

    private void add(Problem problem) {
        if (found.stream().filter(p -> p.severity() == problem.severity()).count() < MOST) {
            found.add(problem);
        }
    }
}
