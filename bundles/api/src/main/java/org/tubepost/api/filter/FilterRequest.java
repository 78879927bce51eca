// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.filter;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/**
 * What a filter may look at.
 *
 * @param stage when it is asked
 * @param origin where the message comes from
 * @param sender envelope sender
 * @param recipients recipients so far, as given in RCPT
 * @param content the message with the headers that earlier filters added; present at {@link
 *     Stage#CONTENT}. Valid until the call returns
 * @param rehearsal true when somebody only wants to know: a filter that counts or remembers answers
 *     as it would, and changes nothing
 * @param trace takes the steps of the decision
 */
public record FilterRequest(
        Stage stage,
        Origin origin,
        ReversePath sender,
        List<MailAddress> recipients,
        Optional<Content> content,
        boolean rehearsal,
        Trace trace) {

    /** Copies the list. */
    public FilterRequest {
        recipients = List.copyOf(recipients);
    }
}
