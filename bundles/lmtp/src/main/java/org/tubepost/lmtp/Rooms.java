// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.store.FinalDelivery;

/** The rooms that a session asks; any of them may be away for a moment. */
interface Rooms {

    /** The store, leased for the data of one message. */
    Optional<Lease<FinalDelivery>> store();

    /** Users, leased for one look-up. */
    Optional<Lease<Directory>> directory();

    /** The generation in force; empty before the first. */
    Optional<Generation> generation();

    /** Where is written down what happens in sessions. */
    MailLog log();
}
