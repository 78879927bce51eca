// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.store.state.OwnerState;

/** An owner in memory. */
final class OwnerCell extends Cell<OwnerState> {
    private final String id;

    OwnerCell(String id, OwnerState loaded) {
        super(loaded);
        this.id = id;
    }

    String id() {
        return id;
    }
}
