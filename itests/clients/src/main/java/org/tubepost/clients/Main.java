// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs random clients; the words are {@code name=value}, as {@code random-clients} gives them. */
public final class Main {
    private Main() {}

    /** The status is 1 when something was wrong. */
    public static void main(String[] words) throws IOException, InterruptedException {
        Map<String, String> given = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        RandomPlan plan =
                new RandomPlan(
                        port(given, "imap"),
                        Optional.of(port(given, "lmtp")),
                        Optional.of(port(given, "smtp")),
                        given.get("user"),
                        given.get("password"),
                        number(given, "clients"),
                        number(given, "seconds"),
                        number(given, "round"),
                        number(given, "seed"));
        RandomReport report = RandomClients.run(plan);
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        report.reports().forEach(r -> out.println(r + "\n"));
        out.println(report);
        System.exit(report.failures() == 0 ? 0 : 1);
    }

    private static int number(Map<String, String> given, String name) {
        return Integer.parseInt(given.get(name));
    }

    private static InetSocketAddress port(Map<String, String> given, String name) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), number(given, name));
    }
}
