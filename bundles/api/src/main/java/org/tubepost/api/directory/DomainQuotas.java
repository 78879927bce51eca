// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Quotas of domains ({@code mailDomainDiskQuota}, {@code mailDomainMsgQuota}): what the members
 * keep in this system's store, summed up. Nothing watches them: they are in force when somebody
 * asks for it.
 */
@ProviderType
public interface DomainQuotas {

    /**
     * Sums up.
     *
     * @param who must administer the platform
     * @param domain only this one; empty for all
     * @param enforce true to change {@code mailDomainStatus}: an active domain above its quota
     *     becomes {@code overquota}, one below it active again; other states stay
     * @param stopped asked between domains; true to end early
     * @return a line for each domain
     * @throws ProvisioningException if there is no such domain, or the store is not running
     */
    List<Usage> check(Administrator who, String domain, boolean enforce, BooleanSupplier stopped)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * A domain.
     *
     * @param domain its name
     * @param users number of its members
     * @param octets that they keep
     * @param octetLimit how much they may; -1 for no limit
     * @param messages that they keep
     * @param messageLimit how many they may; -1 for no limit
     * @param status what the domain's {@code mailDomainStatus} is now
     * @param changed true when it was another before
     */
    record Usage(
            String domain,
            int users,
            long octets,
            long octetLimit,
            long messages,
            long messageLimit,
            String status,
            boolean changed) {

        /** True when the members keep more than they may. */
        public boolean isOver() {
            return octetLimit >= 0 && octets > octetLimit
                    || messageLimit >= 0 && messages > messageLimit;
        }
    }
}
