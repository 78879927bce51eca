// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configuration in force. The service is registered once the first generation has been read,
 * checked and activated.
 */
@ProviderType
public interface Configuration {

    /** The generation in force. */
    Generation current();

    /**
     * Reads the files again and puts them in force if they hold no error.
     *
     * @return what was found; if it has an error, the old generation stays in force
     */
    List<Problem> reload();

    /**
     * Checks files as if they stood in {@code etc/}, without loading them: each stands in for the
     * one of the same name, whether that is read directly or included. A folder among them stands
     * in with all its files.
     *
     * @param standIns files and folders, first one first; the others are taken from {@code etc/}
     * @return also an error for a file that does not exist, a warning for one that nothing reads
     */
    List<Problem> check(List<Path> standIns);

    /**
     * Reads files as {@link #check} does and has every room prepare them, without putting them in
     * force: for questions about what would be.
     *
     * @param standIns files and folders, first one first; the others are taken from {@code etc/}
     */
    Candidate candidate(List<Path> standIns);

    /**
     * Files that were read and prepared.
     *
     * @param generation what they say; empty if they hold an error
     * @param problems what was found
     */
    record Candidate(Optional<Generation> generation, List<Problem> problems) {

        /** Copies the list. */
        public Candidate {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Every channel keyword of the language by name with what becomes of it: {@code in force},
     * {@code not in force yet}, or {@code without effect: } and why.
     */
    Map<String, String> keywords();
}
