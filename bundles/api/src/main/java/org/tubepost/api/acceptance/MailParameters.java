// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.util.Set;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Requirement;

/**
 * Parameters of MAIL.
 *
 * @param size announced size in octets (RFC 1870), 0 if none
 * @param requirements BODY and SMTPUTF8
 * @param dsn RET and ENVID
 */
public record MailParameters(long size, Set<Requirement> requirements, DsnRequest dsn) {

    /** No parameters. */
    public static final MailParameters NONE = new MailParameters(0, Set.of(), DsnRequest.NONE);

    /** Copies the set. */
    public MailParameters {
        requirements = Set.copyOf(requirements);
    }
}
