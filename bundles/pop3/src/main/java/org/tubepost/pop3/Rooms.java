// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageStore;

/** The rooms that sessions ask; empty while one is being replaced. */
interface Rooms {

    Optional<Lease<Authenticator>> authenticator();

    Optional<Lease<MessageStore>> store();

    /** Never away: how often users log in. */
    PollTimes pollTimes();
}
