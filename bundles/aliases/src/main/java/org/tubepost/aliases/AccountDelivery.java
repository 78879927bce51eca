// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.ExpansionContext;

/** What a user's status and delivery options make of mail. */
final class AccountDelivery {
    private static final Set<String> KNOWN =
            Set.of("mailbox", "forward", "autoreply", "program", "hold");
    private static final String NEVER = " is not supported";

    private final Account account;
    private final Targets targets;
    private final Question question;

    AccountDelivery(Account account, Targets targets, Question question) {
        this.account = account;
        this.targets = targets;
        this.question = question;
    }

    private void mailbox(String subAddress) {
        Optional<String> host = question.hosts().elsewhere(List.of(account.mailHost()));
        if (host.isPresent()) {
            MailAddress mail = account.mail();
            targets.routed(mail.withLocalPart(mail.localPart() + subAddress), host.get());
            return;
        }
        // The id of an owner in the default domain has no domain.
        boolean plain = account.id().equals(account.uid());
        MailAddress owner =
                new MailAddress(account.uid() + subAddress, plain ? "" : account.domain());
        targets.mailbox(owner, account.partition());
    }

    /** Why a status takes no mail; empty if it does. */
    static Optional<Reply> refusal(Status status, Question question) {
        return status == Status.OVERQUOTA && isGuaranteed(question)
                ? Optional.empty()
                : refusal(status);
    }

    /** The channel of this message delivers over quota. */
    private static boolean isGuaranteed(Question question) {
        ExpansionContext context = question.context();
        return context.generation()
                .channel(context.origin().channel())
                .filter(ChannelDefinition::deliversOverQuota)
                .isPresent();
    }

    private static Optional<Reply> refusal(Status status) {
        return switch (status) {
            case ACTIVE, HOLD -> Optional.empty();
            case INACTIVE ->
                    Optional.of(Reply.of(450, "4.2.1", "mailbox is not active, try again later"));
            case DISABLED -> Optional.of(Reply.of(550, "5.2.1", "mailbox is disabled"));
            case DELETED, REMOVED ->
                    Optional.of(Reply.of(550, "5.1.6", "mailbox does not exist any more"));
            case OVERQUOTA -> Optional.of(Reply.of(552, "5.2.2", "mailbox is over its quota"));
        };
    }

    /**
     * Adds where the account's mail goes.
     *
     * @param subAddress {@code +folder} or nothing
     * @return why it goes nowhere
     */
    Optional<Reply> deliver(String subAddress) throws DirectoryUnavailableException {
        Optional<Reply> refused = refusal(account.status(), question);
        if (refused.isEmpty()) {
            refused = new AccountSizeLimit(account, question).refusal();
        }
        if (refused.isPresent()) {
            return refused;
        }
        if (account.status() == Status.HOLD || account.deliveryOptions().contains("hold")) {
            targets.held(account.mail());
            return Optional.empty();
        }
        boolean mailbox = account.deliveryOptions().contains("mailbox");
        boolean forward =
                account.deliveryOptions().contains("forward")
                        && !account.forwardingAddresses().isEmpty();
        if (mailbox) {
            mailbox(subAddress);
        }
        if (forward) {
            account.forwardingAddresses().forEach(targets::elsewhere);
        }
        boolean served = new ServiceOptions(account, question).add(targets, mailbox || forward);
        Optional<String> foreign = foreign();
        foreign.ifPresent(option -> question.explain(account.dn(), option + NEVER, ""));
        return mailbox || forward || served ? Optional.empty() : Optional.of(nowhere(foreign));
    }

    /** An option that this system never carries out, such as {@code file} and {@code native}. */
    private Optional<String> foreign() {
        return account.deliveryOptions().stream()
                .filter(option -> !KNOWN.contains(option))
                .min(Comparator.naturalOrder())
                .map(option -> "delivery option " + option.replaceAll("[^ -~]", "?"));
    }

    private Reply nowhere(Optional<String> foreign) {
        return foreign.map(option -> Reply.of(550, "5.3.3", account.mail() + ": " + option + NEVER))
                .orElseGet(
                        () ->
                                Reply.of(
                                        450,
                                        "4.3.5",
                                        "no delivery option of "
                                                + account.mail()
                                                + " is in force here"));
    }
}
