// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.dns;

import java.net.InetAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lookups in the domain name system, cached for as long as the records allow. Calls block the
 * calling thread, at most for the configured time limit; never call from an I/O thread. Names are
 * given in A-labels, with or without a final dot.
 */
@ProviderType
public interface Resolver {

    /** Addresses of a host, IPv6 and IPv4, in the order to try them. */
    DnsAnswer<List<InetAddress>> addresses(String host);

    /**
     * Mail exchangers of a domain; the domain itself when it has addresses but no MX. {@code
     * NotFound} when there is neither.
     */
    DnsAnswer<MailHosts> mailHosts(String domain);

    /** Text records, each joined to one string. */
    DnsAnswer<List<String>> texts(String name);

    /** Names of an address by reverse lookup, unverified. */
    DnsAnswer<List<String>> names(InetAddress address);

    /** Forgets everything that was cached. */
    void flush();
}
