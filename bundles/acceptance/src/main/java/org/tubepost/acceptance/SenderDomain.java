// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;

/**
 * Keyword {@code mailfromdnsverify}: a sender whose domain has neither mail exchangers nor
 * addresses could never get an answer, and is refused; so is one whose domain says that it takes no
 * mail (RFC 7505 section 4.2). While the DNS cannot say, the client is asked to try again.
 */
final class SenderDomain {
    private SenderDomain() {}

    /** Why the sender is refused; empty if it is not. */
    static Optional<Reply> refusal(Circumstances circumstances, ReversePath path)
            throws AwayException {
        Optional<MailAddress> sender =
                path.address().filter(a -> !a.isLiteral() && !a.isUnqualified());
        if (sender.isEmpty()) {
            return Optional.empty();
        }
        String domain = sender.get().asciiDomain();
        DnsAnswer<MailHosts> answer;
        try (Lease<Resolver> resolver = circumstances.rooms().resolver()) {
            answer = resolver.service().mailHosts(domain);
        }
        circumstances.step(() -> "mailfromdnsverify " + domain, () -> answer.toString());
        if (answer instanceof DnsAnswer.NotFound<MailHosts>) {
            return Optional.of(
                    Reply.of(550, "5.1.8", "sender's domain " + domain + " does not exist"));
        }
        if (answer instanceof DnsAnswer.Unavailable<MailHosts>) {
            return Optional.of(
                    Reply.of(
                            451,
                            "4.1.8",
                            "sender's domain " + domain + " cannot be looked up now"));
        }
        return ((DnsAnswer.Found<MailHosts>) answer).value().isNullMx()
                ? Optional.of(
                        Reply.of(550, "5.7.27", "sender's domain " + domain + " takes no mail"))
                : Optional.empty();
    }
}
