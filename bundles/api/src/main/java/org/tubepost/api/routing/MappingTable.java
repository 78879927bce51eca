// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A mapping table, registered with the service property {@value #NAME}: answers a probe string with
 * a result string and flags (reference page mta-essentials, "Mappings"). Tables of {@code
 * etc/mappings} are such services too, with the lowest ranking, so that a bundle's table stands
 * before them and its removal falls back to the file. Called from many threads at once; a table
 * that is asked at connect ({@code PORT_ACCESS}, and those it asks) must not block.
 */
@ConsumerType
public interface MappingTable {

    /** Service property: upper-case name of the table, {@code SEND_ACCESS}. */
    String NAME = "mapping.name";

    /**
     * Looks a probe up.
     *
     * @return the result of the entry that matched; empty if none did
     * @throws java.io.UncheckedIOException when it cannot say now
     */
    Optional<Result> probe(Probe probe);

    /**
     * What an entry yields.
     *
     * @param text output with all substitutions made
     * @param flags letters that the template set, upper case, in the order in which they were set
     */
    record Result(String text, String flags) {

        /** True when a flag letter is set. */
        public boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }
    }
}
