// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Watches a reconstruction. */
@ConsumerType
public interface RepairMonitor extends TransferMonitor {

    /** Something is damaged; told when it is found and, if it was to be, mended. */
    void found(StoreDamage damage);
}
