// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.MailHosts.MailHost;
import org.tubepost.api.dns.Resolver;

/** Names as the test says. */
final class Names implements Resolver {
    final Map<String, MailHosts> exchangers = new HashMap<>();
    final Map<String, String> addresses = new HashMap<>();
    String nullMx = "";
    String broken = "";

    void mx(String domain, String first, String second) {
        exchangers.put(
                domain,
                new MailHosts(List.of(new MailHost(10, first), new MailHost(20, second)), false));
    }

    @Override
    public DnsAnswer<List<InetAddress>> addresses(String host) {
        try {
            return addresses.containsKey(host)
                    ? new DnsAnswer.Found<>(
                            List.of(InetAddress.getByName(addresses.get(host))), false)
                    : new DnsAnswer.NotFound<>(false);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public DnsAnswer<MailHosts> mailHosts(String domain) {
        if (domain.equals(nullMx)) {
            return new DnsAnswer.Found<>(MailHosts.NULL_MX, false);
        }
        if (domain.equals(broken)) {
            return new DnsAnswer.Unavailable<>("SERVFAIL");
        }
        return exchangers.containsKey(domain)
                ? new DnsAnswer.Found<>(exchangers.get(domain), false)
                : new DnsAnswer.NotFound<>(false);
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
        addresses.clear();
    }
}
