// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/** What the entries of a table may ask while a probe is answered. */
interface Surroundings {

    /** Asks another table; empty if it does not exist or has no answer. */
    Optional<MappingTable.Result> table(String name, Probe probe);

    /** Asks the general database of the generation. */
    Optional<String> general(String key);

    /** Asks the directory, see {@link org.tubepost.api.directory.Directory#values}. */
    List<String> ldap(String url) throws IOException;

    /** Calls a routine of a {@link org.tubepost.api.routing.RewriteCallout}. */
    Optional<String> callout(String library, String routine, String argument, Trace trace)
            throws IOException;

    /** The next number of a sequence; in a rehearsal the one that would be given. */
    long next(String sequence, boolean rehearsal) throws IOException;
}
