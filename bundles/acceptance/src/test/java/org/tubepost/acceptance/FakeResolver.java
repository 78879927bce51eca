// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.Resolver;

/** A DNS that knows the mail hosts of some domains. */
record FakeResolver(Map<String, DnsAnswer<MailHosts>> mailHosts) implements Resolver {
    @Override
    public DnsAnswer<MailHosts> mailHosts(String domain) {
        return mailHosts.getOrDefault(domain, new DnsAnswer.NotFound<>(false));
    }

    @Override
    public DnsAnswer<List<InetAddress>> addresses(String host) {
        return new DnsAnswer.NotFound<>(false);
    }

    @Override
    public DnsAnswer<List<String>> texts(String name) {
        return new DnsAnswer.NotFound<>(false);
    }

    @Override
    public DnsAnswer<List<String>> names(InetAddress address) {
        return new DnsAnswer.NotFound<>(false);
    }

    @Override
    public void flush() {
        // Nothing is cached.
    }
}
