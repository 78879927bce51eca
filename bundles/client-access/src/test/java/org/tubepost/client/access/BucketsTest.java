// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often somebody may do something. */
class BucketsTest {
    private final AtomicLong clock = new AtomicLong(5);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void aBucketHoldsAsManyTokensAsAreAllowedAndFillsEvenly() {
        Buckets buckets = new Buckets(3, Duration.ofMinutes(1), clock::get);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isEmpty();
        }
        assertThat(buckets.take("a")).contains(Duration.ofSeconds(20));
        assertThat(buckets.take("b")).isEmpty();
        pass(Duration.ofSeconds(15));
        assertThat(buckets.take("a")).contains(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertThat(buckets.take("a")).isEmpty();
        assertThat(buckets.take("a")).isPresent();
        pass(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isEmpty();
        }
        assertThat(buckets.take("a")).isPresent();
    }

    @Test
    void zeroIsAnyNumber() {
        Buckets buckets = new Buckets(0, Duration.ofMinutes(1), clock::get);
        for (int i = 0; i < 1000; i++) {
            assertThat(buckets.take("a")).isEmpty();
        }
    }

    @Test
    void loginsCountByAddressOrIpv6NetworkUnlessExempt() throws Exception {
        LoginRates rates = new LoginRates(1, "127.0.0.0/8, ::1 198.51.100.", clock::get);
        assertThat(rates.login(InetAddress.getByName("192.0.2.1"))).isEmpty();
        assertThat(rates.login(InetAddress.getByName("192.0.2.1"))).isPresent();
        assertThat(rates.login(InetAddress.getByName("192.0.2.2"))).isEmpty();
        assertThat(rates.login(InetAddress.getByName("2001:db8::1"))).isEmpty();
        assertThat(rates.login(InetAddress.getByName("2001:db8::ffff"))).isPresent();
        assertThat(rates.login(InetAddress.getByName("2001:db8:0:1::1"))).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(rates.login(InetAddress.getByName("127.0.0.5"))).isEmpty();
            assertThat(rates.login(InetAddress.getByName("198.51.100.7"))).isEmpty();
        }
    }
}
