// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Set;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.ListTraffic;
import org.tubepost.api.security.AccessDecision;

/**
 * What one RCPT led to.
 *
 * @param reply positive if it is accepted; there may be no recipient all the same, when all are
 *     thrown away
 * @param recipients those who get a copy
 * @param lists lists that were passed; their limits hold for the message
 * @param access everything that the access tables said, a delay for instance
 */
record RoutedRecipients(
        Reply reply,
        List<RoutedRecipient> recipients,
        Set<ListTraffic> lists,
        AccessDecision access) {

    /** Copies the collections. */
    RoutedRecipients {
        recipients = List.copyOf(recipients);
        lists = Set.copyOf(lists);
    }

    static RoutedRecipients refused(Reply reply) {
        return new RoutedRecipients(reply, List.of(), Set.of(), AccessDecision.PERMITTED);
    }

    /** With what the filters of the stage RECIPIENT said. */
    RoutedRecipients judged(AccessDecision filters) {
        AccessDecision both = access.and(filters);
        if (filters.refusal().isPresent()) {
            return new RoutedRecipients(filters.refusal().get(), List.of(), Set.of(), both);
        }
        List<RoutedRecipient> left =
                filters.discard()
                        ? List.of()
                        : recipients.stream()
                                .map(
                                        r ->
                                                new RoutedRecipient(
                                                        r.recipient(), r.traits().with(filters)))
                                .toList();
        return new RoutedRecipients(reply, left, lists, both);
    }
}
