// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.Optional;

/** What entries may name that is not in the directory: hosts and store partitions. */
interface Surroundings {

    /** Nothing is known, so nothing is wrong. */
    Surroundings UNKNOWN =
            new Surroundings() {
                @Override
                public boolean isHere(String host) {
                    return host.isEmpty();
                }

                @Override
                public Optional<String> wrongHost(String host) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> wrongPartition(String name) {
                    return Optional.empty();
                }
            };

    /** True when a {@code mailHost} is this system; also when it is empty. */
    boolean isHere(String host);

    /** Why a host cannot be a {@code mailHost}; empty if it can. */
    Optional<String> wrongHost(String host);

    /** Why a name cannot be a partition of this system; empty if it can. */
    Optional<String> wrongPartition(String name);
}
