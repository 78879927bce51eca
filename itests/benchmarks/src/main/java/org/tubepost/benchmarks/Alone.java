// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.rewrite.Services;

/** A house without directory, tables and routines: rules are measured, not what they ask. */
final class Alone implements Services {

    @Override
    public Optional<Domain> domain(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> values(String ldapUrl) {
        return List.of();
    }

    @Override
    public Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe) {
        return Optional.empty();
    }

    @Override
    public Optional<String> call(String library, String routine, String argument, Trace trace)
            throws IOException {
        throw new IOException("no library in a benchmark");
    }
}
