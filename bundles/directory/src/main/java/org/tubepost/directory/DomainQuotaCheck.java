// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.DomainQuotas;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaUsage;
import org.tubepost.api.store.Quotas;

/** Sums up what members of domains keep, and changes the status of domains. */
@Component(service = DomainQuotas.class)
public final class DomainQuotaCheck implements DomainQuotas {
    private static final Logger LOG = LoggerFactory.getLogger(DomainQuotaCheck.class);
    private static final String STATUS = "mailDomainStatus";
    private static final String OVER = "overquota";
    private static final String ACTIVE = "active";

    private final CachedDirectory directory;
    private final DirectoryAdministration administration;
    private final ServiceLeases<MessageStore> stores;

    /** Asks a directory, and whichever store is running. */
    @Activate
    public DomainQuotaCheck(
            BundleContext context,
            @Reference CachedDirectory directory,
            @Reference DirectoryAdministration administration) {
        this.directory = directory;
        this.administration = administration;
        this.stores = ServiceLeases.of(context, MessageStore.class, Duration.ofSeconds(10));
    }

    @Deactivate
    void close() {
        stores.close();
    }

    @Override
    public List<Usage> check(
            Administrator who, String domain, boolean enforce, BooleanSupplier stopped)
            throws ProvisioningException, DirectoryUnavailableException {
        if (!who.isUnbounded()) {
            throw new ProvisioningException(
                    "quotas of domains are for administrators of the platform");
        }
        List<Domain> domains = domain.isEmpty() ? directory.domains() : List.of(existing(domain));
        Optional<Lease<MessageStore>> lease = stores.lease("");
        if (lease.isEmpty()) {
            throw new ProvisioningException("the message store is not running");
        }
        List<Usage> all = new ArrayList<>();
        try (Lease<MessageStore> store = lease.get()) {
            for (Domain each : domains) {
                if (stopped.getAsBoolean()) {
                    break;
                }
                Usage usage = usage(each, store.service().quotas());
                all.add(enforce ? enforced(who, usage) : usage);
            }
        }
        return all;
    }

    private Domain existing(String name)
            throws ProvisioningException, DirectoryUnavailableException {
        return directory
                .domain(name)
                .orElseThrow(() -> new ProvisioningException("there is no domain " + name));
    }

    private Usage usage(Domain domain, Quotas quotas) throws DirectoryUnavailableException {
        int users = 0;
        long octets = 0;
        long messages = 0;
        for (Account account : directory.accounts(domain.name())) {
            QuotaUsage usage = quotas.usage(account.id());
            users++;
            octets += usage.octets();
            messages += usage.messages();
        }
        return new Usage(
                domain.name(),
                users,
                octets,
                limit(domain, "mailDomainDiskQuota"),
                messages,
                limit(domain, "mailDomainMsgQuota"),
                domain.attributes().first(STATUS).orElse(ACTIVE).strip(),
                false);
    }

    private static long limit(Domain domain, String attribute) {
        try {
            long limit =
                    domain.attributes()
                            .first(attribute)
                            .map(QuotaLimit::amount)
                            .orElse(QuotaLimit.UNLIMITED);
            return Math.max(limit, QuotaLimit.UNLIMITED);
        } catch (IllegalArgumentException malformed) {
            LOG.warn("{} of {}: {}", attribute, domain.name(), malformed.getMessage());
            return QuotaLimit.UNLIMITED;
        }
    }

    private Usage enforced(Administrator who, Usage usage)
            throws ProvisioningException, DirectoryUnavailableException {
        String from = usage.isOver() ? ACTIVE : OVER;
        String to = usage.isOver() ? OVER : ACTIVE;
        if (!usage.status().equalsIgnoreCase(from)) {
            return usage;
        }
        administration.modify(
                who,
                EntryKind.DOMAIN,
                usage.domain(),
                List.of(new AttributeChange(STATUS, Operation.REPLACE, List.of(to))));
        return new Usage(
                usage.domain(),
                usage.users(),
                usage.octets(),
                usage.octetLimit(),
                usage.messages(),
                usage.messageLimit(),
                to,
                true);
    }
}
