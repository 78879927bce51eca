// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;

class IdentifiersTest {
    private final Identifiers identifiers = new Identifiers();

    @Test
    void areMadeOnceForALogin() {
        Identity bob = House.user("bob").inGroups(Set.of("staff"));
        assertThat(identifiers.of(bob))
                .isEqualTo(AccessIdentifier.of(bob))
                .isSameAs(identifiers.of(bob));
    }

    @Test
    void areThoseOfTheGroupsOfEachLogin() {
        Identity before = House.user("bob").inGroups(Set.of("staff"));
        Identity after = before.inGroups(Set.of("guests"));
        assertThat(identifiers.of(before)).contains("group=staff").doesNotContain("group=guests");
        assertThat(identifiers.of(after)).contains("group=guests").doesNotContain("group=staff");
    }

    @Test
    void areNobodyElsesWhoeverElseCame() {
        List<Identity> many = new ArrayList<>();
        for (int i = 0; i < 3 * Identifiers.KEPT; i++) {
            many.add(House.user("user" + i));
        }
        for (int round = 0; round < 2; round++) {
            for (Identity each : many) {
                assertThat(identifiers.of(each)).isEqualTo(AccessIdentifier.of(each));
            }
        }
    }
}
