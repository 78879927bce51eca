// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.store.state.UsageState;

/** What an owner keeps, in memory. Never null, as the others are. */
final class UsageCell extends Cell<UsageState> {
    private final String owner;

    UsageCell(String owner, UsageState loaded) {
        super(loaded);
        this.owner = owner;
    }

    String owner() {
        return owner;
    }
}
