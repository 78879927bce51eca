// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.dns;

import java.util.List;

/**
 * Who takes mail for a domain (RFC 5321 section 5.1, RFC 7505).
 *
 * @param hosts exchangers by ascending preference; empty for a null MX
 * @param implicit true when there is no MX record and the domain itself is the host
 */
public record MailHosts(List<MailHost> hosts, boolean implicit) {

    /** The domain says that it takes no mail (RFC 7505). */
    public static final MailHosts NULL_MX = new MailHosts(List.of(), false);

    /** Copies the list. */
    public MailHosts {
        hosts = List.copyOf(hosts);
    }

    /** True when the domain takes no mail at all. */
    public boolean isNullMx() {
        return hosts.isEmpty();
    }

    /**
     * One exchanger.
     *
     * @param preference lower is better
     * @param name host name without final dot
     */
    public record MailHost(int preference, String name) {}
}
