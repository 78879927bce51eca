// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.queue.EntryChange;

/**
 * What is to be done with an entry that an administrator returns or redirects. It is recorded with
 * the entry before anything is done, so that a crash in between leaves it to be done later: the
 * message that it leads to carries the entry and its attempt as its cause and is taken once.
 */
final class Intent {
    private static final String RETURN = "return ";
    private static final String REDIRECT = "redirect ";

    private Intent() {}

    static String of(EntryChange.Return change) {
        return RETURN + change.reason();
    }

    static String of(EntryChange.Redirect change) {
        return REDIRECT + change.to();
    }

    /** What a recorded intent says. */
    static EntryChange parse(String intent) {
        if (intent.startsWith(RETURN)) {
            return new EntryChange.Return(intent.substring(RETURN.length()));
        }
        try {
            return new EntryChange.Redirect(MailAddress.parse(intent.substring(REDIRECT.length())));
        } catch (AddressSyntaxException | StringIndexOutOfBoundsException torn) {
            throw new IllegalStateException("unknown intent " + intent, torn);
        }
    }
}
