// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.log;

import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes down what happens to mail, one record an event (reference page mta-essentials, "Runtime",
 * mail.log_current). Every room that decides something about a message tells it; {@link
 * LeasedMailLog} is how.
 */
@ProviderType
public interface MailLog {

    /**
     * Takes an event. Never blocks and never fails: records are written by a thread of the log in
     * the order in which they come; when more wait than the log has room for, further ones are
     * counted and their number is written in their place.
     */
    void record(MailEvent event);

    /**
     * Takes an event that is made later, by the thread of the log: so whoever tells it does not pay
     * for its texts.
     *
     * @param event asked once, or never if there is no room; must use only what does not change
     */
    void recordLater(Supplier<MailEvent> event);
}
