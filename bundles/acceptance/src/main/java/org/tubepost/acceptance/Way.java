// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.ListTraffic;

/**
 * How an address was reached from the one in RCPT.
 *
 * @param depth aliases, lists and redirections passed
 * @param traits what they do to the copy
 * @param returnPath sender that the innermost list with a sender gives its copies
 * @param forwarded the table FORWARD is not asked any more
 */
record Way(int depth, CopyTraits traits, Optional<ReversePath> returnPath, boolean forwarded) {

    static Way begin(CopyTraits traits) {
        return new Way(0, traits, Optional.empty(), false);
    }

    Way deeper() {
        return new Way(depth + 1, traits, returnPath, forwarded);
    }

    Way with(CopyTraits other) {
        return new Way(depth, other, returnPath, forwarded);
    }

    Way forwardedFinally() {
        return new Way(depth, traits, returnPath, true);
    }

    /** From a list to one of its members. */
    Way toMember(ListTraffic list, MailAddress member) {
        Optional<ReversePath> path =
                list.sender().map(s -> list.verp() ? verp(s, member) : s).or(() -> returnPath);
        return new Way(depth, traits.through(list), path, forwarded);
    }

    /**
     * {@code owner+member=domain@list}; the plain sender where that would be longer than a local
     * part may be, as the failure could not come back.
     */
    private static ReversePath verp(ReversePath sender, MailAddress member) {
        return sender.address()
                .map(
                        owner ->
                                owner.withLocalPart(
                                        owner.localPart()
                                                + "+"
                                                + member.localPart()
                                                + "="
                                                + member.asciiDomain()))
                .filter(Way::fits)
                .map(ReversePath::of)
                .orElse(sender);
    }

    private static boolean fits(MailAddress address) {
        int octets = address.localPart().getBytes(StandardCharsets.UTF_8).length;
        return octets <= MailAddress.MAX_LOCAL_PART;
    }
}
