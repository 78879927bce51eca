// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.testkit.ComponentSettings;

/** The connection breaks between a change and its answer. */
@Timeout(120)
class LostAnswerTest {
    private static final String DN = "ou=unit,o=tubepost";

    @TempDir Path folder;
    private Embedded server;
    private ForgetfulRelay relay;
    private LdapSource source;

    @BeforeEach
    void start() throws Exception {
        server = new Embedded(folder);
        relay = new ForgetfulRelay(server.port());
        source =
                new LdapSource(
                        ComponentSettings.of(
                                LdapSettings.class,
                                Map.of(
                                        "servers",
                                        new String[] {"127.0.0.1:" + relay.port()},
                                        "passwordFile",
                                        server.passwordFile().toString())));
        source.add(
                new DirectoryRecord(
                        DN,
                        Map.of(
                                "objectClass",
                                List.of("organizationalUnit"),
                                "ou",
                                List.of("unit"),
                                "description",
                                List.of("old"))));
    }

    @AfterEach
    void stop() throws Exception {
        source.close();
        relay.close();
        server.close();
    }

    private boolean exchange(String old, String fresh) throws Exception {
        return source.exchange(
                DN,
                List.of(
                        new AttributeChange("description", Operation.REMOVE, List.of(old)),
                        new AttributeChange("description", Operation.ADD, List.of(fresh))));
    }

    private List<String> stored() throws Exception {
        return source.search(
                        new SearchRequest(
                                DN, SearchRequest.Scope.BASE, "(objectClass=*)", List.of(), 1))
                .get(0)
                .all("description");
    }

    @Test
    void whatWasChangedIsSaidToBeChanged() throws Exception {
        relay.loseNextAnswer();
        assertThat(exchange("old", "new")).isTrue();
        assertThat(stored()).containsExactly("new");
        assertThat(relay.lost()).isEqualTo(1);
    }

    @Test
    void whatIsNotAsItWasReadIsNotSaidToBeChanged() throws Exception {
        relay.loseNextAnswer();
        assertThat(exchange("other", "new")).isFalse();
        assertThat(stored()).containsExactly("old");
        assertThat(exchange("old", "new")).isTrue();
        assertThat(exchange("old", "new")).isFalse();
    }
}
