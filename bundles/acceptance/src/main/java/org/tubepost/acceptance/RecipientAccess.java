// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;

/** Asks the access tables about the addresses of one RCPT, and remembers all they said. */
final class RecipientAccess {
    private final Circumstances circumstances;
    private final AccessRequest request;
    private AccessDecision said = AccessDecision.PERMITTED;

    RecipientAccess(Circumstances circumstances, Sender sender) {
        this.circumstances = circumstances;
        this.request =
                new AccessRequest(
                        circumstances.generation(),
                        sender.origin(),
                        sender.path(),
                        circumstances.rehearsal(),
                        circumstances.trace());
    }

    AccessDecision ask(Point point, String channel, MailAddress address) throws AwayException {
        AccessDecision decision;
        try (Lease<AccessPolicy> policy = circumstances.rooms().policy()) {
            decision = policy.service().recipient(request, point, channel, address.toString());
        }
        said = said.and(decision);
        circumstances.step(
                () -> "access " + point + " " + channel + " " + address,
                () -> AccessWords.of(decision));
        return decision;
    }

    /** All decisions together. */
    AccessDecision said() {
        return said;
    }
}
