// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run counts only if every answer was the right one. */
class MailboxLoadTest {

    /** A server of three messages, that answers one kind of command as it is told. */
    private static final class Pretence implements AutoCloseable {
        private final ServerSocket listener =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String command;
        private final String answer;

        Pretence(String command, String answer) throws IOException {
            this.command = command;
            this.answer = answer;
            new Thread(this::accept).start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    new Thread(() -> serve(client)).start();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void serve(Socket client) {
            try (client;
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            client.getInputStream(),
                                            StandardCharsets.ISO_8859_1))) {
                say(client, "* OK hello\r\n");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] words = line.split(" ", 3);
                    String untagged = words[1].equals("SELECT") ? "* 3 EXISTS\r\n" : "";
                    boolean special = words[1].equals(command);
                    String tagged = words[0] + " OK done\r\n";
                    say(client, special ? answer.replace("TAG", words[0]) : untagged + tagged);
                }
            } catch (IOException closed) {
                // The client has gone.
            }
        }

        private static void say(Socket client, String text) throws IOException {
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        LoadResult run(String workload) throws InterruptedException {
            List<String> words = new ArrayList<>(List.of("--workload", workload));
            words.addAll(List.of("--port", Integer.toString(listener.getLocalPort())));
            words.addAll(List.of("--connections", "3", "--operations", "20", "--messages", "3"));
            words.addAll(List.of("--size", "100", "--users", "2"));
            return MailboxLoad.run(MailboxPlan.of(words));
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @Test
    void rightAnswersCount() throws Exception {
        try (Pretence server =
                new Pretence(
                        "FETCH",
                        "* 1 FETCH (x)\r\n* 2 FETCH (x)\r\n* 3 FETCH (x)\r\nTAG OK x\r\n")) {
            for (String workload : List.of("open", "login", "envelopes")) {
                LoadResult result = server.run(workload);
                assertThat(result.errors()).as(workload).isEmpty();
                assertThat(result.latencies()).hasSize(20);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open SELECT * 2 EXISTS\\nTAG OK fewer\\n",
                "open SELECT TAG OK nothing\\n",
                "login LOGIN TAG NO wrong\\n",
                "login LOGOUT TAG BAD what\\n",
                "envelopes FETCH * 1 FETCH (x)\\n* 2 FETCH (x)\\nTAG OK one is missing\\n",
                "bodies FETCH * 1 FETCH (BODY[] {3}\\nxyz)\\nTAG OK too short\\n",
                "bodies FETCH TAG OK nothing\\n",
                "pipelined FETCH * 1 FETCH (x)\\nTAG NO refused\\n"
            })
    void wrongAnswersDoNot(String what) throws Exception {
        String[] words = what.split(" ", 3);
        try (Pretence server = new Pretence(words[1], words[2].replace("\\n", "\r\n"))) {
            assertThat(server.run(words[0]).failures()).isPositive();
        }
    }
}
