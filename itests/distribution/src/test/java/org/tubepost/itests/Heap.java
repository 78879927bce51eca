// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is alive in the server's heap, by {@code jcmd GC.class_histogram}, which collects first.
 *
 * @param octets of all objects
 * @param generations how many configurations are held
 */
record Heap(long octets, long generations) {
    private static final String GENERATION = "org.tubepost.api.config.Generation";

    static Heap of(Distribution server) throws IOException {
        String histogram =
                Distribution.call(
                                new ProcessBuilder(
                                                Path.of(System.getProperty("java.home"), "bin/jcmd")
                                                        .toString(),
                                                Long.toString(server.pid()),
                                                "GC.class_histogram")
                                        .redirectErrorStream(true))
                        .output();
        // rank: instances octets class
        List<String[]> rows =
                histogram
                        .lines()
                        .map(l -> l.strip().split("\\s+"))
                        .filter(r -> r.length > 2)
                        .toList();
        String[] total =
                rows.stream()
                        .filter(r -> r[0].equals("Total"))
                        .findFirst()
                        .orElseThrow(() -> new IOException(histogram));
        long generations =
                rows.stream()
                        .filter(r -> r.length > 3 && r[3].equals(GENERATION))
                        .mapToLong(r -> Long.parseLong(r[1]))
                        .findFirst()
                        .orElse(0);
        return new Heap(Long.parseLong(total[2]), generations);
    }
}
