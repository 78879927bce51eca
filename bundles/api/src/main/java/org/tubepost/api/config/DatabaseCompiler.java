// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns the text form of a {@link Database}, {@code key value} lines, into the file that
 * generations look keys up in. The text is read as a stream; the file replaces an older one by
 * rename, so that generations in force keep what they have. A service.
 */
@ProviderType
public interface DatabaseCompiler {

    /**
     * Compiles a database. A database called {@code aliases} holds entries of the alias file, which
     * are checked as such; other values are free text.
     *
     * @param text {@code etc/NAME.txt}
     * @param database {@code etc/NAME.db}
     * @param progress told the number of entries now and then
     * @return what became of it; with an error among the problems the old file stays
     * @throws IOException if a file cannot be read or written
     */
    Report compile(Path text, Path database, LongConsumer progress) throws IOException;

    /**
     * What became of a text.
     *
     * @param entries number of sound entries
     * @param problems what was found, with the place in the text
     */
    record Report(long entries, List<Problem> problems) {

        /** Copies the list. */
        public Report {
            problems = List.copyOf(problems);
        }

        /** True when the database was written. */
        public boolean isWritten() {
            return problems.stream().noneMatch(Problem::isError);
        }
    }
}
