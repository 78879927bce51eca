// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.testkit.ComponentSettings;
import org.xbill.DNS.Rcode;

/** Answers of a name server on a real socket, and what they mean for mail. */
class CachingResolverTest {
    private FakeNameServer server;
    private CachingResolver resolver;

    @BeforeEach
    void open() throws IOException {
        server = new FakeNameServer();
        resolver =
                new CachingResolver(
                        ComponentSettings.of(
                                ResolverSettings.class,
                                Map.of(
                                        "servers",
                                        new String[] {server.address()},
                                        "hostsFile",
                                        false)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private MailHosts hosts(String domain) {
        return ((DnsAnswer.Found<MailHosts>) resolver.mailHosts(domain)).value();
    }

    @Test
    void exchangersComeByPreferenceAndANullOneIsIgnoredBesideOthers() throws Exception {
        server.add("a.test", "MX", "20 two.a.test.");
        server.add("a.test", "MX", "10 ONE.a.test.");
        server.add("a.test", "MX", "0 .");
        assertThat(hosts("a.test").hosts())
                .extracting(MailHosts.MailHost::name)
                .containsExactly("one.a.test", "two.a.test");
    }

    @Test
    void nullMxTakesNoMail() throws Exception {
        server.add("null.test", "MX", "0 .");
        server.add("null.test", "A", "192.0.2.1");
        assertThat(hosts("null.test").isNullMx()).isTrue();
    }

    @Test
    void domainWithAnAddressIsItsOwnHost() throws Exception {
        server.add("plain.test", "AAAA", "2001:db8::1");
        assertThat(hosts("plain.test").implicit()).isTrue();
    }

    @Test
    void familiesComeInTurnNewerFirst() throws Exception {
        server.add("both.test", "A", "192.0.2.1");
        server.add("both.test", "A", "192.0.2.2");
        server.add("both.test", "AAAA", "2001:db8::1");
        assertThat(((DnsAnswer.Found<List<InetAddress>>) resolver.addresses("both.test")).value())
                .extracting(InetAddress::getHostAddress)
                .satisfies(
                        all -> {
                            assertThat(all.get(0)).startsWith("2001:");
                            assertThat(all).hasSize(3);
                        });
    }

    @Test
    void noAndNobodyKnowsAreDifferent() throws Exception {
        server.codes.put("broken.test", Rcode.SERVFAIL);
        server.add("text.test", "TXT", "x");
        assertThat(resolver.mailHosts("none.test")).isEqualTo(new DnsAnswer.NotFound<>(false));
        assertThat(resolver.mailHosts("text.test")).isEqualTo(new DnsAnswer.NotFound<>(true));
        assertThat(resolver.mailHosts("broken.test")).isInstanceOf(DnsAnswer.Unavailable.class);
        int asked = server.questions.get();
        assertThat(resolver.mailHosts("broken.test")).isInstanceOf(DnsAnswer.Unavailable.class);
        assertThat(server.questions).hasValue(asked);
    }

    @Test
    void otherServersAreAskedByAResolverOfTheirOwnOnce() throws Exception {
        List<InetAddress> others = List.of(InetAddress.getByName("127.0.0.53"));
        assertThat(resolver.asking(others)).isSameAs(resolver.asking(others)).isNotSameAs(resolver);
    }
}
