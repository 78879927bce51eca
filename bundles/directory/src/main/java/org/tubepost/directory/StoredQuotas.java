// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

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
 * entry, so that the limits of other roots stay. One change after the other on this host; when two
 * hosts change an entry in the same moment, the later one wins.
 */
@Component(service = QuotaAdministration.class)
public final class StoredQuotas implements QuotaAdministration {
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
            DirectoryRecord entry = administration.show(who, EntryKind.USER, name);
            Optional<Domain> domain = directory.domain(account.domain());
            String octets =
                    entry.first(QuotaValues.OCTETS)
                            .or(() -> account.attributes().first(QuotaValues.OCTETS))
                            .or(() -> domain.flatMap(d -> d.attributes().first(QuotaValues.OCTETS)))
                            .orElse("");
            String messages =
                    entry.first(QuotaValues.MESSAGES)
                            .or(() -> account.attributes().first(QuotaValues.MESSAGES))
                            .orElse("");
            administration.modify(
                    who,
                    EntryKind.USER,
                    name,
                    List.of(
                            change(QuotaValues.OCTETS, octets, root, limit.octets()),
                            change(QuotaValues.MESSAGES, messages, root, limit.messages())));
        } catch (ProvisioningException refused) {
            throw new StoreException(Code.CANNOT, refused.getMessage(), refused);
        } catch (DirectoryUnavailableException away) {
            throw new StoreException(
                    Code.UNAVAILABLE, "The directory does not answer for now", away);
        }
    }

    private static AttributeChange change(String attribute, String now, String root, long amount) {
        String with = QuotaValues.with(now, root, amount);
        return new AttributeChange(
                attribute, Operation.REPLACE, with.isEmpty() ? List.of() : List.of(with));
    }
}
