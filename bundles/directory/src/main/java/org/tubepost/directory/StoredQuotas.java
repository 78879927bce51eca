// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/**
 * Writes limits into the entries of users. The values that are changed are those that the entry has
 * now, whatever is cached; what a user has from a package or from the domain is copied into the
 * entry, so that the limits of other roots stay. One change after the other on this host; what
 * another host writes in the same moment is read and changed again.
 */
@Component(service = QuotaAdministration.class)
public final class StoredQuotas implements QuotaAdministration {
    private static final int MOST_TRIES = 3;

    private final CachedDirectory directory;
    private final DirectoryAdministration administration;

    /** Changes entries through the directory's administration, which checks and logs. */
    @Activate
    public StoredQuotas(
            @Reference CachedDirectory directory,
            @Reference DirectoryAdministration administration) {
        this.directory = directory;
        this.administration = administration;
    }

    @Override
    public synchronized void limit(
            String administrator, String owner, String root, QuotaLimit limit)
            throws StoreException {
        Administrator who = Administrator.ofPlatform(administrator);
        try {
            Account account =
                    directory
                            .owner(owner)
                            .orElseThrow(
                                    () ->
                                            new StoreException(
                                                    Code.NONEXISTENT, "There is no user " + owner));
            String name = account.uid() + "@" + account.domain();
            Given given = new Given(account, directory.domain(account.domain()));
            DirectoryRecord entry = administration.show(who, EntryKind.USER, name);
            for (int left = MOST_TRIES; ; left--) {
                try {
                    administration.modify(
                            who, EntryKind.USER, name, changes(entry, given, root, limit));
                    return;
                } catch (ProvisioningException refused) {
                    DirectoryRecord now = administration.show(who, EntryKind.USER, name);
                    if (left == 1 || haveSameLimits(entry, now)) {
                        throw refused;
                    }
                    // Another host was faster: what it has written is changed now.
                    entry = now;
                }
            }
        } catch (ProvisioningException refused) {
            throw new StoreException(Code.CANNOT, refused.getMessage(), refused);
        } catch (DirectoryUnavailableException away) {
            throw new StoreException(
                    Code.UNAVAILABLE, "The directory does not answer for now", away);
        }
    }

    /** Where a user without limits of their own has them from. */
    private record Given(Account account, Optional<Domain> domain) {
        String octets() {
            return account.attributes()
                    .first(QuotaValues.OCTETS)
                    .or(() -> domain.flatMap(d -> d.attributes().first(QuotaValues.OCTETS)))
                    .orElse("");
        }

        String messages() {
            return account.attributes().first(QuotaValues.MESSAGES).orElse("");
        }
    }

    private static boolean haveSameLimits(DirectoryRecord one, DirectoryRecord other) {
        return one.all(QuotaValues.OCTETS).equals(other.all(QuotaValues.OCTETS))
                && one.all(QuotaValues.MESSAGES).equals(other.all(QuotaValues.MESSAGES));
    }

    /** Takes the values away that were read and adds others, so nobody's change is overwritten. */
    private static List<AttributeChange> changes(
            DirectoryRecord entry, Given given, String root, QuotaLimit limit) {
        List<AttributeChange> changes = new ArrayList<>();
        add(changes, entry, QuotaValues.OCTETS, given.octets(), root, limit.octets());
        add(changes, entry, QuotaValues.MESSAGES, given.messages(), root, limit.messages());
        return changes;
    }

    private static void add(
            List<AttributeChange> to,
            DirectoryRecord entry,
            String attribute,
            String otherwise,
            String root,
            long amount) {
        Optional<String> own = entry.first(attribute);
        String with = QuotaValues.with(own.orElse(otherwise), root, amount);
        if (own.isPresent() && !own.get().equals(with)) {
            to.add(new AttributeChange(attribute, Operation.REMOVE, List.of(own.get())));
        }
        if (!with.isEmpty() && !own.equals(Optional.of(with))) {
            to.add(new AttributeChange(attribute, Operation.ADD, List.of(with)));
        }
    }
}
