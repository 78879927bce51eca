// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimits;

/** Tells the store what users may keep, out of what the directory has cached. */
@Component(service = QuotaLimits.class)
public final class StoreQuotas implements QuotaLimits {
    private static final String STATUS = "mailUserStatus";
    private static final String OVER = "overquota";
    private static final String ACTIVE = "active";

    private final CachedDirectory directory;
    private final Provisioning provisioning;

    /** Answers out of a directory. */
    @Activate
    public StoreQuotas(
            @Reference CachedDirectory directory, @Reference StandardProvisioning provisioning) {
        this.directory = directory;
        this.provisioning = provisioning;
    }

    @Override
    public Optional<QuotaGrant> known(String owner) {
        try {
            return directory.holdsOwner(owner) ? Optional.of(find(owner)) : Optional.empty();
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public QuotaGrant find(String owner) throws IOException {
        Optional<Account> account = directory.owner(owner);
        return account.isEmpty()
                ? QuotaGrant.STANDARD
                : QuotaValues.of(account.get(), directory.domain(account.get().domain()));
    }

    /** Leaves every other status alone: an account that is disabled stays so. */
    @Override
    public void overQuota(String owner, boolean over) throws IOException {
        Optional<Account> found = directory.owner(owner);
        if (found.isEmpty()) {
            return;
        }
        Account account = found.get();
        String status = account.attributes().first(STATUS).orElse(ACTIVE).strip();
        if (!status.equalsIgnoreCase(over ? ACTIVE : OVER)) {
            return;
        }
        try {
            provisioning.modifyUser(
                    account.domain(), account.uid(), Map.of(STATUS, List.of(over ? OVER : ACTIVE)));
        } catch (ProvisioningException | DirectoryUnavailableException refused) {
            throw new IOException(STATUS + " of " + owner + ": " + refused.getMessage(), refused);
        }
    }
}
