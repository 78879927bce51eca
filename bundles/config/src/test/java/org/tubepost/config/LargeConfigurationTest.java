// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Generation;

/** A configuration of 10,000 rules, 500 channels, 100,000 entries of mappings, 20,000 aliases. */
class LargeConfigurationTest {
    private static final int RULES = 10_000;
    private static final int CHANNELS = 500;
    private static final int ENTRIES = 100_000;
    private static final int ALIASES = 20_000;

    @TempDir Path dir;

    @Test
    void itIsReadWhole() {
        Etc etc = large(new Etc(dir));
        for (int i = 0; i < Integer.getInteger("tubepost.large.repeat", 1); i++) {
            long begin = System.nanoTime();
            Generation g = etc.sound();
            System.getLogger("large")
                    .log(
                            System.Logger.Level.INFO,
                            "read in {0} ms",
                            (System.nanoTime() - begin) / 1_000_000);
            assertThat(g.rewriteRules()).hasSize(RULES);
            assertThat(g.channels()).hasSize(CHANNELS + 1);
            assertThat(g.mappings().get("BIG").entries()).hasSize(ENTRIES);
            assertThat(g.aliases()).hasSize(ALIASES);
        }
    }

    static Etc large(Etc etc) {
        StringBuilder imta = new StringBuilder();
        for (int i = 0; i < RULES; i++) {
            imta.append("host").append(i).append(".example   $U%$D@tcp_");
            imta.append(i % CHANNELS).append("-daemon\n");
        }
        imta.append("\nl\nlocalhost\n\ndefaults notices \"p3d\" backoff \"pt5m\" pool DEFAULT\n\n");
        for (int i = 0; i < CHANNELS; i++) {
            imta.append("tcp_").append(i).append(" smtp mx single_sys maytls maxjobs 7\n");
            imta.append("tcp_").append(i).append("-daemon host").append(i).append("\n\n");
        }
        StringBuilder mappings = new StringBuilder("BIG\n\n");
        for (int i = 0; i < ENTRIES; i++) {
            mappings.append("  tcp_local|*|*|user").append(i).append("@example.com  $N550|no\n");
        }
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < ALIASES; i++) {
            aliases.append("alias")
                    .append(i)
                    .append(": user")
                    .append(i)
                    .append("@example.com, b\n");
        }
        return etc.file("imta.cnf", imta.toString())
                .file("mappings", mappings.toString())
                .file("aliases", aliases.toString());
    }
}
