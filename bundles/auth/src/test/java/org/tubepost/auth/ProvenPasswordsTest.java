// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Passwords that are taken again without a bind. */
class ProvenPasswordsTest {
    private static final String ALICE = "uid=alice,o=tubepost";
    private static final byte[] RIGHT = "right".getBytes(UTF_8);
    private static final List<String> STORED = List.of("{SSHA512}aaaa");

    private final AtomicLong nanos = new AtomicLong();
    private final ProvenPasswords proven = new ProvenPasswords(Duration.ofSeconds(60), nanos::get);

    @Test
    void onlyWhatWasProvedIsKnownAndOnlyForAWhile() {
        proven.proved(ALICE, STORED, RIGHT);
        assertThat(proven.knows(ALICE, STORED, RIGHT)).isTrue();
        assertThat(proven.knows(ALICE, STORED, "wrong".getBytes(UTF_8))).isFalse();
        assertThat(proven.knows("uid=bob,o=tubepost", STORED, RIGHT)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(proven.knows(ALICE, STORED, RIGHT)).isFalse();
    }

    @Test
    void aPasswordThatIsStoredAnewIsNotKnownAnyMore() {
        proven.proved(ALICE, STORED, RIGHT);
        assertThat(proven.knows(ALICE, List.of("{SSHA512}bbbb"), RIGHT)).isFalse();
        assertThat(proven.knows(ALICE, List.of(), RIGHT)).isFalse();
    }

    @Test
    void nothingIsRememberedForNoTime() {
        ProvenPasswords forgetful = new ProvenPasswords(Duration.ZERO, nanos::get);
        forgetful.proved(ALICE, STORED, RIGHT);
        assertThat(forgetful.knows(ALICE, STORED, RIGHT)).isFalse();
    }
}
