// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.QuotaLimit;

/** The grammar of mailQuota and mailMsgQuota. */
class QuotaValuesTest {
    private static Map<String, QuotaLimit> limits(String octets, String messages) {
        return QuotaValues.limits(octets, messages, "uid=ada");
    }

    @Test
    void foldersAndTypesHaveLimitsOfTheirOwn() {
        assertThat(limits("2G;#fax%200M;#voice%500M;Records%10G", "20000;#voice%300"))
                .isEqualTo(
                        Map.of(
                                "", new QuotaLimit(2L << 30, 20_000),
                                "#fax", new QuotaLimit(200L << 20, -1),
                                "#voice", new QuotaLimit(500L << 20, 300),
                                "Records", new QuotaLimit(10L << 30, -1)));
    }

    @Test
    void absentValuesAreTheDefaultAndMinusOneIsWithoutLimit() {
        assertThat(limits("", "")).isEqualTo(Map.of("", new QuotaLimit(-2, -2)));
        assertThat(limits("-1", "-2")).isEqualTo(Map.of("", new QuotaLimit(-1, -2)));
        assertThat(limits("0", "100k")).isEqualTo(Map.of("", new QuotaLimit(0, 102_400)));
        assertThat(limits("", ";#fax%5"))
                .isEqualTo(Map.of("", new QuotaLimit(-2, -2), "#fax", new QuotaLimit(-1, 5)));
    }

    @Test
    void oneRootGetsAnotherLimitAndTheOthersStayAsWritten() {
        assertThat(QuotaValues.with("", "", 5)).isEqualTo("5");
        assertThat(QuotaValues.with("2G;#fax%200M;Records%10G", "", -1))
                .isEqualTo("-1;#fax%200M;Records%10G");
        assertThat(QuotaValues.with("2G;#fax%200M;Records%10G", "#fax", 7))
                .isEqualTo("2G;#fax%7;Records%10G");
        assertThat(QuotaValues.with("2G;#fax%200M;Records%10G", "#fax", -1))
                .isEqualTo("2G;Records%10G");
        assertThat(QuotaValues.with("", "Records", 3)).isEqualTo("-2;Records%3");
        assertThat(QuotaValues.with("", "Records", -1)).isEmpty();
        assertThat(QuotaValues.with(";", "", 5)).isEqualTo("5;");
    }

    @Test
    void partsThatCannotBeReadCountAsTheDefault() {
        assertThat(limits("lots;Records%many;%3;a", "-7"))
                .isEqualTo(Map.of("", new QuotaLimit(-2, -2)));
        assertThat(limits("1;50%off%2K", "9223372036854775807G"))
                .isEqualTo(Map.of("", new QuotaLimit(1, -2), "50%off", new QuotaLimit(2048, -1)));
    }
}
