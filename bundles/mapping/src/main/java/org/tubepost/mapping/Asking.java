// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/** What the entries of one table see while it answers for one generation. */
record Asking(FileTables tables, Outside outside, Generation generation) implements Surroundings {

    @Override
    public Optional<MappingTable.Result> table(String name, Probe probe) {
        return tables.probe(generation, name, probe);
    }

    @Override
    public Optional<String> general(String key) {
        return generation.database("general").find(key);
    }

    @Override
    public List<String> ldap(String url) throws IOException {
        return outside.values(url);
    }

    @Override
    public Optional<String> callout(String library, String routine, String argument, Trace trace)
            throws IOException {
        return outside.call(library, routine, argument, trace);
    }

    @Override
    public long next(String sequence, boolean rehearsal) throws IOException {
        return outside.sequences().next(sequence, rehearsal);
    }
}
