// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryCache;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.store.DeliveryTarget;

/**
 * Which mailbox of this host an address is. Nothing is rewritten or expanded, no option of the user
 * is followed: that was the matter of the host that queued the message.
 */
final class Mailboxes {
    private static final String LOCAL_CHANNEL = "l";

    private final Rooms rooms;
    private final Rules rules;

    Mailboxes(Rooms rooms, Rules rules) {
        this.rooms = rooms;
        this.rules = rules;
    }

    /**
     * An answer.
     *
     * @param reply what is said to RCPT
     * @param target present if the mailbox takes mail
     */
    record Found(Reply reply, Optional<DeliveryTarget> target) {

        private static Found no(Reply reply) {
            return new Found(reply, Optional.empty());
        }
    }

    /** Whether {@link #find} blocks on a look-up. Any thread; does not block. */
    boolean mayBlock(MailAddress address) {
        if (isOfThisHost(address)) {
            return true;
        }
        Optional<Lease<Directory>> lease = rooms.directory();
        if (lease.isEmpty()) {
            return false;
        }
        try (Lease<Directory> open = lease.get()) {
            return !(open.service() instanceof DirectoryCache cache && cache.holds(address));
        }
    }

    /** The mailbox of an address. */
    Found find(MailAddress address) {
        Optional<Generation> generation = rooms.generation();
        Optional<Lease<Directory>> lease = rooms.directory();
        if (lease.isEmpty() || generation.isEmpty()) {
            lease.ifPresent(Lease::close);
            return Found.no(Replies.DIRECTORY_AWAY);
        }
        try (Lease<Directory> open = lease.get()) {
            Optional<? extends DirectoryEntry> entry =
                    isOfThisHost(address)
                            ? open.service().login(withoutFolder(address))
                            : open.service().find(address);
            return entry.isPresent() && entry.get() instanceof Account account
                    ? found(account, address, generation.get())
                    : Found.no(Replies.NO_MAILBOX);
        } catch (DirectoryUnavailableException nobodyKnows) {
            return Found.no(Replies.DIRECTORY_AWAY);
        }
    }

    private Found found(Account account, MailAddress address, Generation generation) {
        String here = localHost(generation);
        boolean elsewhere =
                new SiteHosts(generation, here).elsewhere(List.of(account.mailHost())).isPresent();
        if (elsewhere || !account.deliveryOptions().contains("mailbox")) {
            return Found.no(Replies.NO_MAILBOX);
        }
        boolean guaranteed =
                generation
                        .channel(rules.channel())
                        .filter(ChannelDefinition::deliversOverQuota)
                        .isPresent();
        if (account.status() != Status.ACTIVE
                && !(guaranteed && account.status() == Status.OVERQUOTA)) {
            return Found.no(Replies.of(account.status(), rules.settings().refuseOverQuota()));
        }
        DeliveryTarget target =
                DeliveryTarget.of(account.id(), account.folder(address), account.partition());
        return new Found(
                Replies.RECIPIENT, Optional.of(guaranteed ? target.whateverQuota() : target));
    }

    /** Users of the default domain are known by their names alone. */
    private boolean isOfThisHost(MailAddress address) {
        return address.isUnqualified()
                || rooms.generation()
                        .map(Mailboxes::localHost)
                        .filter(address.asciiDomain()::equalsIgnoreCase)
                        .isPresent();
    }

    private static String localHost(Generation generation) {
        return generation.channel(LOCAL_CHANNEL).map(ChannelDefinition::officialHost).orElse("");
    }

    private static String withoutFolder(MailAddress address) {
        int plus = address.localPart().indexOf(DeliveryTarget.SUBADDRESS);
        return plus < 0 ? address.localPart() : address.localPart().substring(0, plus);
    }
}
