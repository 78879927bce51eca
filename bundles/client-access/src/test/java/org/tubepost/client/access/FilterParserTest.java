// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of client access filters, and what each client pattern means. */
class FilterParserTest {
    private final FakeNames names =
            new FakeNames()
                    .with("192.0.2.1", "Host.Example.com")
                    .with("192.0.2.2", "kiosk.example.com")
                    .with("192.0.2.3", "printer")
                    .spoofed("192.0.2.9", "host.example.com");

    private static List<Filter> signed(String text) throws FilterSyntaxException {
        return new FilterParser(text, (index, doubt) -> {}).signed();
    }

    private boolean matches(String clients, String address) throws Exception {
        Filter filter = signed("+ALL:" + clients).get(0);
        return filter.clients().matches(new ClientFacts(InetAddress.getByName(address), names));
    }

    @ParameterizedTest
    @CsvSource({
        "ALL, 203.0.113.1, true",
        "*, 2001:db8::1, true",
        "host.example.com, 192.0.2.1, true",
        "HOST.example.COM, 192.0.2.1, true",
        "example.com, 192.0.2.1, false",
        ".example.com, 192.0.2.1, true",
        ".ample.com, 192.0.2.1, false",
        ".example.com, 192.0.2.9, false",
        "192.0.2., 192.0.2.77, true",
        "192.0.2., 192.0.20.7, false",
        "10., 10.255.0.1, true",
        "10., 100.0.0.1, false",
        "192.0.2.0/255.255.255.0, 192.0.2.200, true",
        "192.0.2.5/255.255.255.0, 192.0.2.200, true",
        "192.0.2.0/255.255.255.0, 192.0.3.1, false",
        "192.0.2.0/25, 192.0.2.127, true",
        "192.0.2.0/25, 192.0.2.128, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.10, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "[2001:db8::]/32, 2001:db9::1, false",
        "2001:db8::1, 2001:db8::1, true",
        "[2001:db8::1], 2001:db8::1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "LOCAL, 192.0.2.3, true",
        "LOCAL, 192.0.2.1, false",
        "LOCAL, 203.0.113.1, false",
        "KNOWN, 192.0.2.1, true",
        "KNOWN, 192.0.2.9, false",
        "KNOWN, 203.0.113.1, false",
        "UNKNOWN, 203.0.113.1, true",
        "unknown, 192.0.2.1, false",
        "UNKNOWN, 192.0.2.9, false",
        "DNSSPOOFER, 192.0.2.9, true",
        "DNSSPOOFER, 192.0.2.1, false",
        "ALL@192.0.2., 192.0.2.1, true",
        "*@ALL, 192.0.2.1, true",
        "UNKNOWN@.example.com, 192.0.2.1, true",
        "joe@ALL, 192.0.2.1, false",
        "KNOWN@ALL, 192.0.2.1, false",
        "10. 192.0.2., 192.0.2.1, true",
        "ALL EXCEPT kiosk.example.com, 192.0.2.1, true",
        "ALL EXCEPT kiosk.example.com, 192.0.2.2, false",
        "ALL EXCEPT 192. EXCEPT 192.0.2.1, 192.0.2.1, true",
        "ALL EXCEPT 192. EXCEPT 192.0.2.1, 192.0.2.2, false",
        "LOCAL .example.com except kiosk.example.com, 192.0.2.2, false",
        "LOCAL .example.com EXCEPT kiosk.example.com, 192.0.2.1, true",
    })
    void aClientPatternMeansThis(String clients, String address, boolean matches) throws Exception {
        assertThat(matches(clients, address)).isEqualTo(matches);
    }

    @Test
    void commasSeparateClientsAsBlanksDo() throws Exception {
        assertThat(matches("10.,192.0.2.1 , 172.", "192.0.2.1")).isTrue();
    }

    @Test
    void servicesAreListedOrAll() throws Exception {
        List<Filter> filters =
                signed("+imap,imaps:ALL$-pop pops:.dialup.example $ +*:10.$-IMAP ALL:10.");
        assertThat(filters).extracting(Filter::allows).containsExactly(true, false, true, false);
        assertThat(filters)
                .extracting(Filter::services)
                .containsExactly(
                        Set.of("imap", "imaps"), Set.of("pop", "pops"), Set.of(), Set.of());
        assertThat(filters.get(1).text()).isEqualTo("-pop pops:.dialup.example");
        assertThat(filters.get(2).concerns(Set.of("smtp"))).isTrue();
        assertThat(filters.get(0).concerns(Set.of("smtp"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0|expected a filter",
                "+imap:ALL$|10|expected a filter",
                "imap:ALL|0|expected + or -",
                "+imap|5|expected ':' and clients",
                "+:ALL|1|expected services before ':'",
                "+i@p:ALL|1|'i@p' is no name of a service",
                "+imap:|6|expected clients",
                "+imap: EXCEPT ALL|6|expected clients",
                "+imap:ALL EXCEPT|16|expected clients",
                "+imap:a b*c|8|'b*c' is neither a host, a .domain nor an address",
                "+imap:.|6|'.' is no IP address",
                "+imap:1.2.3.4.5|6|'1.2.3.4.5' is no IP address",
                "+imap:1.2.3.256|6|'1.2.3.256' is no IP address",
                "+imap:300.|6|'300.' is no IP address",
                "+imap:1.2.3.4/33|14|a mask has at most 32 bits",
                "+imap:1.2.3.4/2001:db8::|14|address and mask are of different kinds",
                "+imap:host/24|6|'host' is no IP address",
                "+imap:(a|6|'(a' is neither a host, a .domain nor an address",
                "+imap:@staff|6|netgroups are not known here: '@staff'",
                "+imap:joe@|10|expected a client",
                "+imap:2001:db8::g|6|'2001:db8::g' is no IP address",
            })
    void whatIsWrongIsToldWithItsPlace(String text, int index, String message) {
        assertThatThrownBy(() -> signed(text))
                .isInstanceOfSatisfying(
                        FilterSyntaxException.class, e -> assertThat(e.index()).isEqualTo(index))
                .hasMessage(message);
    }

    @Test
    void whatNeverMatchesIsADoubt() throws Exception {
        List<String> doubts = new ArrayList<>();
        new FilterParser(
                        "imap gopher:ALL joe@ALL",
                        (index, doubt) -> doubts.add(index + " " + doubt))
                .unsigned(true);
        assertThat(doubts)
                .containsExactly(
                        "5 there is no service 'gopher'",
                        "16 'joe@' never matches: clients are not asked for their users");
    }

    @Property(tries = 3000)
    void anyTextIsReadOrRefusedWithAPlaceInIt(
            @ForAll
                    @StringLength(max = 60)
                    @CharRange(from = '0', to = '9')
                    @Chars({
                        '+', '-', ':', '$', '.', '/', '@', '*', ' ', ',', '[', ']', 'A', 'L', 'a',
                        'E', 'X', 'C', 'P', 'T', '\u00e9', '\0', '\t'
                    })
                    String text)
            throws Exception {
        try {
            for (Filter filter : signed(text)) {
                assertThat(text.startsWith(filter.text(), filter.index())).isTrue();
                filter.clients()
                        .matches(new ClientFacts(InetAddress.getByName("192.0.2.1"), names));
            }
        } catch (FilterSyntaxException wrong) {
            assertThat(wrong.index()).isBetween(0, text.length());
        }
    }
}
