// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.RewriteRule;

/** The files that are shipped in {@code etc/}. */
class DefaultConfigurationTest {
    private static final Path SHIPPED = Path.of("..", "..", "etc");

    private static GenerationReader.Result shipped(int offset) {
        assertThat(Files.isRegularFile(SHIPPED.resolve("imta.cnf"))).isTrue();
        return new GenerationReader(new KeywordTable(), offset, "127.0.0.1")
                .read(List.of(SHIPPED), 1, Instant.EPOCH);
    }

    @Test
    void itIsWithoutErrorsAndWarnings() {
        assertThat(shipped(0).problems()).isEmpty();
    }

    @Test
    void everyChannelButTheLocalOneHasAProgramAndAPool() {
        Generation g = shipped(0).generation();
        for (ChannelDefinition channel : g.channels().values()) {
            if (!channel.name().equals("l")) {
                assertThat(g.programFor(channel.name())).as(channel.name()).isPresent();
                assertThat(g.pools()).containsKey(channel.argument("pool").orElseThrow());
            }
        }
    }

    @Test
    void theChannelsOfOptionsAndAuthenticationExist() {
        Generation g = shipped(0).generation();
        assertThat(g.channels())
                .containsKeys(
                        "tcp_local",
                        "tcp_intranet",
                        "tcp_auth",
                        "tcp_submit",
                        "reprocess",
                        "process")
                .containsKeys(g.option("STORE_CHANNEL", ""), g.option("HOLD_CHANNEL", ""));
        assertThat(g.mappings().keySet())
                .isEqualTo(Set.of("INTERNAL_IP", "ORIG_SEND_ACCESS", "PORT_ACCESS"));
    }

    @Test
    void fromOutsideNoChannelIsReachedButTheLocalOne() {
        Generation g = shipped(0).generation();
        for (String channel : g.channels().keySet()) {
            String probe = "tcp_local|a@example.org|" + channel + "|b@example.net";
            String answer =
                    g.mappings().get("ORIG_SEND_ACCESS").entries().stream()
                            .filter(e -> matches(e.pattern(), probe))
                            .findFirst()
                            .map(MappingDefinition.Entry::template)
                            .orElse("$N");
            assertThat(answer.startsWith("$N"))
                    .as(probe + " " + answer)
                    .isEqualTo(!channel.equals("l"));
        }
    }

    /** Of patterns that have no wildcard but the star. */
    private static boolean matches(String pattern, String probe) {
        return probe.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
    }

    @Test
    void noRuleTakesAPercentSignOrAnExclamationPointForARoute() {
        assertThat(shipped(0).generation().rewriteRules())
                .extracting(RewriteRule::pattern)
                .doesNotContain("$%", "$!");
    }

    @Test
    void anInstanceWithAnOffsetListensOnOtherPortsOfItsAddress() {
        assertThat(shipped(8000).generation().listeners())
                .extracting(ListenerDefinition::port)
                .containsExactly(8025, 8587, 8465, 8024, 8143, 8993, 8110, 8995);
        assertThat(shipped(8000).generation().listeners())
                .extracting(ListenerDefinition::address)
                .containsOnly("127.0.0.1");
    }
}
