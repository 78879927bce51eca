// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/**
 * State of a domain, user or group (reference page directory-schema, section 2): the first status
 * attribute that is not active decides.
 */
public enum Status {
    /** Mail is delivered, logins are allowed. */
    ACTIVE,
    /** Mail is refused for now, logins are not allowed. */
    INACTIVE,
    /** Mail is refused for good, logins are not allowed. */
    DISABLED,
    /** As disabled; purged after a grace period. */
    DELETED,
    /** As deleted; the mailbox is gone. */
    REMOVED,
    /** Mail waits on the hold channel, logins are not allowed. */
    HOLD,
    /** Mail is refused at once, logins are allowed. */
    OVERQUOTA;

    /** Whether the user may log in, and have others follow what they have authorized. */
    public boolean allowsLogin() {
        return this == ACTIVE || this == OVERQUOTA;
    }
}
