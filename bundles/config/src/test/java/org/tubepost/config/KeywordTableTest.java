// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of keywords and list parameters are well-formed. */
class KeywordTableTest {
    private static final List<String> KINDS =
            List.of(
                    "number",
                    "word",
                    "text",
                    "host",
                    "literal",
                    "address",
                    "channel",
                    "channels",
                    "pool",
                    "period",
                    "charset",
                    "filter",
                    "enum",
                    "addresses",
                    "lines",
                    "script",
                    "table");

    @Test
    void kindsAreKnownAndReasonsAreGiven() {
        for (String table : List.of("keywords.txt", "list-parameters.txt")) {
            for (KeywordTable.Entry entry : new KeywordTable(table).entries().values()) {
                entry.arguments().forEach(k -> assertThat(KINDS).contains(k.name()));
                assertThat(entry.why().isEmpty())
                        .as(entry.name() + " has a reason only if it has no effect")
                        .isEqualTo(entry.state() != KeywordTable.State.POINTLESS);
            }
        }
    }

    @Test
    void aGroupHasTwoKeywordsAtLeast() {
        var entries = new KeywordTable().entries().values();
        for (KeywordTable.Entry entry : entries) {
            if (!entry.group().isEmpty() && entry.state() != KeywordTable.State.POINTLESS) {
                assertThat(entries)
                        .as(entry.group())
                        .filteredOn(e -> e.group().equals(entry.group()))
                        .hasSizeGreaterThan(1);
            }
        }
    }

    @Test
    void theSeedsKeywordsAreKnown() {
        assertThat(new KeywordTable().entries())
                .containsKeys(
                        "733",
                        "addresssrs",
                        "nosendetrn",
                        "nameparameterlengthlimit",
                        "noexquota",
                        "sensitivitycompanyconfidential",
                        "useintermediate",
                        "uucp",
                        "disconnectbadburllimit",
                        "sourcespamfilter8optin",
                        "deletemessagehash");
    }
}
