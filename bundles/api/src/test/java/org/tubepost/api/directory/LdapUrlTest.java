// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdapUrlTest {

    @Test
    void aWholeUrlIsASearch() {
        assertThat(SearchRequest.ofUrl("ldap:///o=A%20%26%20B,dc=x?mail,cn?sub?(uid=caf%C3%A9%3F)"))
                .isEqualTo(
                        new SearchRequest(
                                "o=A & B,dc=x",
                                SearchRequest.Scope.SUBTREE,
                                "(uid=caf\u00e9?)",
                                List.of("mail", "cn"),
                                0));
    }

    @Test
    void whatIsLeftOutHasTheDefaultsOfRfc4516() {
        SearchRequest whole =
                new SearchRequest("", SearchRequest.Scope.BASE, "(objectClass=*)", List.of(), 0);
        assertThat(SearchRequest.ofUrl("LDAP://host")).isEqualTo(whole);
        assertThat(SearchRequest.ofUrl("ldap://host:389/?*??")).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x/",
                "ldap:x",
                "ldap:///a?b?near",
                "ldap:///a%2",
                "ldap:///%zz",
                "ldap:///?????"
            })
    void anythingElseIsRefused(String url) {
        assertThatThrownBy(() -> SearchRequest.ofUrl(url))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
