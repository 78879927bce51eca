// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Told when users pass their quotas; registered as a service. Must return at once. */
@ConsumerType
public interface QuotaListener {

    /** A quota was passed, in one direction or the other. */
    void changed(QuotaEvent event);
}
