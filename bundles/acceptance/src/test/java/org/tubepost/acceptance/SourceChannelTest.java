// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.origin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.message.Origin;

/** From which channel a message comes, and whether its sender can be. */
class SourceChannelTest {
    @TempDir Path cache;
    private House house;

    @BeforeEach
    void open() throws BundleException {
        house =
                new House(cache)
                        .channel("tcp_local", "switchchannel", "saslswitchchannel=tcp_auth")
                        .channel("tcp_intranet", "allowswitchchannel", "saslswitchchannel=tcp_auth")
                        .channel("tcp_auth", "noswitchchannel")
                        .channel("tcp_submit", "noswitchchannel");
    }

    @AfterEach
    void close() throws IOException {
        house.close();
    }

    private String source(Origin origin, String sender) {
        int before = house.queue().stored().size();
        assertThat(house.send(origin, sender, List.of("a@example.com"), "\r\n").code())
                .isEqualTo(250);
        return house.queue().stored().get(before).envelope().origin().channel();
    }

    private static Origin withTls(Origin o) {
        return new Origin(
                o.channel(),
                o.protocol(),
                o.client(),
                o.server(),
                o.helo(),
                o.clientName(),
                "TLSv1.3 X",
                o.authenticated(),
                o.received(),
                o.cause());
    }

    @Test
    void channelsOfTheSeedAreReachedAsInTheSeed() {
        Origin outside = origin("tcp_local", "203.0.113.9");
        Origin inside = origin("tcp_local", "10.0.0.1");
        assertThat(source(outside, "s@else.example")).isEqualTo("tcp_local");
        assertThat(source(inside, "s@else.example")).isEqualTo("tcp_intranet");
        assertThat(source(outside.withAuthenticated("u"), "s@x.org")).isEqualTo("tcp_auth");
        assertThat(source(inside.withAuthenticated("u"), "s@x.org")).isEqualTo("tcp_auth");
        assertThat(source(origin("tcp_submit", "10.0.0.1"), "s@x.org")).isEqualTo("tcp_submit");
    }

    @Test
    void noswitchchannelKeepsClientsOut() {
        house.channel("tcp_intranet", "noswitchchannel");
        assertThat(source(origin("tcp_local", "10.0.0.1"), "s@x.org")).isEqualTo("tcp_local");
    }

    @Test
    void listenerWithoutSwitchchannelIsTheSource() {
        house.channel("tcp_local", "allowswitchchannel");
        assertThat(source(origin("tcp_local", "10.0.0.1"), "s@x.org")).isEqualTo("tcp_local");
    }

    @Test
    void tlsAndLoginSwitchOneAfterTheOther() {
        house.channel("tcp_local", "tlsswitchchannel=tcp_tls")
                .channel("tcp_tls", "saslswitchchannel=tcp_auth");
        Origin plain = origin("tcp_local", "203.0.113.9");
        assertThat(source(withTls(plain), "s@x.org")).isEqualTo("tcp_tls");
        assertThat(source(withTls(plain).withAuthenticated("u"), "s@x.org")).isEqualTo("tcp_auth");
        assertThat(source(plain.withAuthenticated("u"), "s@x.org")).isEqualTo("tcp_local");
    }

    @Test
    void directoryEntryOfTheSenderOrItsDomainNamesTheChannel() {
        house.channel("tcp_local", "userswitchchannel")
                .channel("tcp_vip")
                .channel("tcp_hosted")
                .option("LDAP_SOURCE_CHANNEL", "mailSourceChannel")
                .option("LDAP_DOMAIN_ATTR_SOURCE_CHANNEL", "mailDomainSourceChannel");
        house.directory()
                .user("v", "v@vip.example", Map.of("mailSourceChannel", List.of("TCP_VIP")));
        house.directory().user("w", "w@vip.example", Map.of());
        house.directory()
                .domain("vip.example", Map.of("mailDomainSourceChannel", List.of("tcp_hosted")));
        Origin client = origin("tcp_local", "203.0.113.9");
        assertThat(source(client, "v@vip.example")).isEqualTo("tcp_vip");
        assertThat(source(client, "w@vip.example")).isEqualTo("tcp_hosted");
        assertThat(source(client, "x@else.example")).isEqualTo("tcp_local");
        assertThat(source(client, "")).isEqualTo("tcp_local");
        house.directory().away();
        assertThat(house.send(client, "v@vip.example", List.of("a@example.com"), "").status())
                .hasToString("4.4.3");
    }

    @Test
    void userIsNotSwitchedToAChannelThatForbidsIt() {
        house.channel("tcp_local", "userswitchchannel")
                .option("LDAP_SOURCE_CHANNEL", "mailSourceChannel");
        house.directory()
                .user("v", "v@vip.example", Map.of("mailSourceChannel", List.of("tcp_auth")));
        assertThat(source(origin("tcp_local", "203.0.113.9"), "v@vip.example"))
                .isEqualTo("tcp_local");
    }

    @Test
    void senderDomainMustExistWhereTheChannelWantsIt() {
        house.channel("tcp_local", "mailfromdnsverify")
                .dns(
                        "good.example",
                        new DnsAnswer.Found<>(
                                new MailHosts(List.of(new MailHosts.MailHost(1, "mx")), false),
                                false))
                .dns("null.example", new DnsAnswer.Found<>(MailHosts.NULL_MX, false))
                .dns("slow.example", new DnsAnswer.Unavailable<>("timeout"));
        List<String> to = List.of("a@example.com");
        assertThat(house.send("s@good.example", to, "").code()).isEqualTo(250);
        assertThat(house.send("", to, "").code()).isEqualTo(250);
        assertThat(house.send("s@[192.0.2.7]", to, "").code()).isEqualTo(250);
        assertThat(house.send("s@none.example", to, "").toString()).startsWith("550 5.1.8 ");
        assertThat(house.send("s@null.example", to, "").toString()).startsWith("550 5.7.27 ");
        assertThat(house.send("s@slow.example", to, "").toString()).startsWith("451 4.1.8 ");
    }

    @Test
    void channelThatDoesNotAskDoesNotLookUp() {
        assertThat(house.send("s@none.example", List.of("a@example.com"), "").code())
                .isEqualTo(250);
    }

    @Test
    void keywordsWithImpossibleArgumentsRefuseTheConfiguration() {
        house.channel("tcp_local", "tlsswitchchannel=nowhere", "authrewrite=9")
                .channel("tcp_intranet", "missingrecipientpolicy=seven")
                .channel("tcp_auth", "saslswitchchannel=tcp_submit", "authrewrite=2");
        assertThat(new KeywordCheck().prepare(house.current()))
                .extracting(p -> p.isError() + " " + p.text())
                .containsExactlyInAnyOrder(
                        "true keyword tlsswitchchannel: there is no channel nowhere",
                        "true keyword authrewrite: its argument is a number from 0 to 2",
                        "true keyword missingrecipientpolicy: its argument is a number from 0 to 6");
    }

    @Test
    void whoHasLoggedInSendsFromOwnAddressesOnlyWhereTheChannelWantsIt() {
        house.channel("tcp_submit", "noswitchchannel", "ownsender");
        house.directory()
                .user(
                        "v",
                        "v@vip.example",
                        Map.of("tubepostSendAs", List.of("Info@else.example", "@team.example")));
        house.directory().user("w", "w@vip.example", Map.of());
        Origin submitted = origin("tcp_submit", "203.0.113.9").withAuthenticated("v");
        List<String> to = List.of("a@example.com");
        for (String own : List.of("v@vip.example", "info@else.example", "x@team.example", "")) {
            assertThat(house.send(submitted, own, to, "").code()).as(own).isEqualTo(250);
        }
        for (String other : List.of("w@vip.example", "x@else.example", "x@sub.team.example")) {
            assertThat(house.send(submitted, other, to, "").toString())
                    .isEqualTo("550 5.7.1 not your address: " + other);
        }
        assertThat(
                        house.send(submitted.withAuthenticated("gone"), "v@vip.example", to, "")
                                .toString())
                .startsWith("550 5.7.1 ");
        assertThat(house.send(origin("tcp_submit", "203.0.113.9"), "w@vip.example", to, "").code())
                .isEqualTo(250);
        house.directory().away();
        assertThat(house.send(submitted, "v@vip.example", to, "").toString())
                .startsWith("451 4.4.3 ");
    }
}
