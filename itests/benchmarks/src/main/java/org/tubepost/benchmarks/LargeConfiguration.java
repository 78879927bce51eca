// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Files of a large site: 10,000 rewrite rules, 500 channels, 100,000 entries of one mapping table.
 * Rules are of the kinds that sites have: hosts, subdomains, names with a tag, and a last one for
 * all else. Entries of the table share their beginning, as those of access tables do.
 */
final class LargeConfiguration {
    static final int RULES = 10_000;
    static final int CHANNELS = 500;
    static final int ENTRIES = 100_000;
    static final String TABLE = "SEND_ACCESS";

    private LargeConfiguration() {}

    /** Writes the files into a new folder under a temporary one. */
    static Path write() throws IOException {
        Path folder = Files.createTempDirectory("tubepost-benchmark-");
        Files.writeString(folder.resolve("imta.cnf"), rules() + channels());
        Files.writeString(folder.resolve("mappings"), table());
        Files.writeString(folder.resolve("dispatcher.cnf"), "[SERVICE=SMTP]\nPORT=25\n");
        Files.writeString(folder.resolve("job_controller.cnf"), "[POOL=DEFAULT]\nJOB_LIMIT=10\n");
        return folder;
    }

    private static String rules() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < RULES - 1; i++) {
            String to = "@tcp_" + i % CHANNELS + "-daemon\n";
            text.append(
                    switch (i % 4) {
                        case 0 -> "host" + i + ".example.com  $U%$D" + to;
                        case 1 ->
                                ".site" + i + ".example.net  $U%$H.site" + i + ".example.net" + to;
                        case 2 -> "old" + i + ".example.org  $U%new" + i + ".example.org" + to;
                        default -> "list" + i + ".example.com  $E$F$U%$D" + to;
                    });
        }
        return text.append(".  $U%$H@tcp_0-daemon\n\n").toString();
    }

    private static String channels() {
        StringBuilder text = new StringBuilder("l\nlocalhost\n\n");
        text.append("defaults notices \"p3d\" backoff \"pt5m\" pool DEFAULT\n\n");
        for (int i = 0; i < CHANNELS - 1; i++) {
            text.append("tcp_").append(i).append(" smtp mx single_sys maytls maxjobs 7\n");
            text.append("tcp_").append(i).append("-daemon\n\n");
        }
        // The local channel counts.
        return text.append("tcp_")
                .append(CHANNELS - 1)
                .append(" smtp mx\ntcp_")
                .append(CHANNELS - 1)
                .append("-daemon\n")
                .toString();
    }

    private static String table() {
        StringBuilder text = new StringBuilder(TABLE + "\n\n");
        for (int i = 0; i < ENTRIES - 1; i++) {
            text.append("  tcp_local|*|*|user").append(i).append("@example.com  $N550|5.7.1|no\n");
        }
        return text.append("  *  $Y\n").toString();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
