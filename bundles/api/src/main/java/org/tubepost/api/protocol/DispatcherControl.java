// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.ListenerDefinition;

/** The dispatcher as administrators see it. */
@ProviderType
public interface DispatcherControl {

    /** Every listener with its figures. */
    List<ListenerStatus> listeners();

    /**
     * Figures of a listener at this moment.
     *
     * @param definition as configured
     * @param port port bound; 0 while it could not be bound
     * @param problem why it is not bound; empty if it is
     * @param present true if a bundle offers its protocol now
     * @param open connections open
     * @param parked of these, waiting for the protocol
     * @param accepted since start
     * @param refused since start, by limits or policy
     */
    record ListenerStatus(
            ListenerDefinition definition,
            int port,
            String problem,
            boolean present,
            int open,
            int parked,
            long accepted,
            long refused) {}
}
