// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Told of changes in all mailboxes; registered as a service. Must return at once. */
@ConsumerType
public interface MailboxListener {

    /** Something happened; it is durable. */
    void changed(MailboxEvent event);
}
