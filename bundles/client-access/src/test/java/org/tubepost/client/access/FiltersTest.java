// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order filters count, and what holds when none matches. */
class FiltersTest {
    private final FakeNames names = new FakeNames().with("192.0.2.1", "a.example.org");

    private Filters.Decision decide(String text, String service, String address) throws Exception {
        return new Filters(new FilterParser(text, (index, doubt) -> {}).signed())
                .decide(Set.of(service), new ClientFacts(InetAddress.getByName(address), names));
    }

    @ParameterizedTest
    @CsvSource({
        // Filters that allow come first, wherever they stand.
        "-ALL:ALL$+imap:10., imap, 10.0.0.1, true",
        "-ALL:ALL$+imap:10., imap, 192.0.2.1, false",
        "-ALL:ALL$+imap:10., pop, 10.0.0.1, false",
        // Only filters that allow: who matches none is denied.
        "+imaps:ALL$+smtps:ALL, imaps, 203.0.113.5, true",
        "+imaps:ALL$+smtps:ALL, imap, 203.0.113.5, false",
        // Both kinds, or only filters that deny: who matches none is let in.
        "-pop:ALL$+imap:.example.org, pop, 192.0.2.1, false",
        "-pop:ALL$+imap:.example.org, imap, 192.0.2.1, true",
        "-pop:ALL$+imap:.example.org, imap, 203.0.113.5, true",
        "-pop:ALL$+imap:.example.org, smtp, 203.0.113.5, true",
        "-pop:203., imap, 203.0.113.5, true",
        "-pop:203., pop, 203.0.113.5, false",
    })
    void allowStandsBeforeDenyAndDenyBeforeNothing(
            String text, String service, String address, boolean granted) throws Exception {
        assertThat(decide(text, service, address).granted()).isEqualTo(granted);
    }

    @Test
    void aDecisionNamesItsFilter() throws Exception {
        assertThat(decide("-ALL:ALL$+imap:10.", "imap", "10.0.0.1").reason())
                .isEqualTo("allowed by '+imap:10.'");
        assertThat(decide("-ALL:ALL$+imap:10.", "pop", "10.0.0.1").reason())
                .isEqualTo("denied by '-ALL:ALL'");
        assertThat(decide("+imap:10.", "pop", "10.0.0.1").reason())
                .isEqualTo("denied, none of the filters that allow matches");
        assertThat(decide("-imap:10.", "pop", "10.0.0.1").reason())
                .isEqualTo("allowed, no filter matches");
    }

    @Test
    void theNameIsLookedForOnceAndOnlyWhenAFilterNeedsIt() throws Exception {
        decide("+ALL:10.$-ALL:ALL", "imap", "10.0.0.1");
        assertThat(names.asked).isZero();
        decide("+ALL:.example.net$-ALL:.example.com, LOCAL", "imap", "10.0.0.1");
        assertThat(names.asked).isEqualTo(1);
    }

    @Test
    void aNameThatNobodyCanSayNowDecidesNothing() throws Exception {
        names.away = true;
        assertThat(decide("+ALL:10.$-ALL:UNKNOWN", "imap", "10.0.0.1").granted()).isTrue();
        assertThatThrownBy(() -> decide("-ALL:.example.com", "imap", "10.0.0.1"))
                .isInstanceOf(NameUndecidedException.class);
    }
}
