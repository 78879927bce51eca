// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A table of keys and values beside the configuration files, for entries too many to be read into
 * memory: the seed's general, alias, reverse and forward databases. Immutable for as long as the
 * generation lives that holds it; a changed file makes a new generation. Called from many threads
 * at once; may read from disk, never from the network.
 */
@ProviderType
public interface Database {

    /** A database without entries. */
    Database EMPTY =
            new Database() {
                @Override
                public Optional<String> find(String key) {
                    return Optional.empty();
                }

                @Override
                public long size() {
                    return 0;
                }
            };

    /** The value of a key; keys are case-blind. */
    Optional<String> find(String key);

    /** Number of entries. */
    long size();
}
