// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tubepost.api.dns.DnsAnswer;

class RecentFailuresTest {
    private final AtomicLong now = new AtomicLong();
    private final RecentFailures failures = new RecentFailures(5, now::get);

    @Test
    void failureIsRememberedForItsTimeOnly() {
        failures.add("x. A", "SERVFAIL");
        assertThat(failures.find("x. A")).contains(new DnsAnswer.Unavailable<>("SERVFAIL"));
        assertThat(failures.find("x. AAAA")).isEmpty();
        now.set(5_000_000_000L);
        assertThat(failures.find("x. A")).isEmpty();
    }

    @Test
    void manyFailuresAreBounded() {
        for (int i = 0; i < 20_000; i++) {
            failures.add("host" + i, "late");
        }
        assertThat(failures.find("host0")).isEmpty();
        assertThat(failures.find("host19999")).isPresent();
    }

    @Test
    void clearForgets() {
        failures.add("x", "late");
        failures.clear();
        assertThat(failures.find("x")).isEmpty();
    }
}
