// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.time.Instant;
import org.tubepost.api.message.MailAddress;

/** What an administrator does with an entry that is not being delivered. */
public sealed interface EntryChange {

    /**
     * Keeps a ready entry until it is released.
     *
     * @param reason shown with the entry
     */
    record Hold(String reason) implements EntryChange {}

    /** Makes a held entry ready and due now; not one that is being returned or redirected. */
    record Release() implements EntryChange {}

    /**
     * Makes a ready entry due at another time.
     *
     * @param due when
     */
    record Retry(Instant due) implements EntryChange {}

    /**
     * Deletes an entry; nobody is notified.
     *
     * @param reason for the log
     */
    record Delete(String reason) implements EntryChange {}

    /**
     * Sends an entry back: its sender gets a notification of failure for all its recipients, then
     * it is gone. Done as soon as the report is durable; a crash meanwhile leaves it to be done
     * after the restart, once.
     *
     * @param reason told to the sender, in one line of ASCII
     */
    record Return(String reason) implements EntryChange {

        /** Rejects a reason that no reply may carry. */
        public Return {
            if (!reason.matches("[ -~]{1,400}")) {
                throw new IllegalArgumentException("reason is not one line of ASCII: " + reason);
            }
        }
    }

    /**
     * Sends a message to another address in place of an entry's recipients: through the door again
     * with its sender, exactly once. If the door refuses the address for good, the entry is held.
     *
     * @param to the address
     */
    record Redirect(MailAddress to) implements EntryChange {}
}
