// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.util.List;

/**
 * How a sink behaves.
 *
 * @param port where it listens on loopback; 0 for any
 * @param lmtp LMTP: one reply for each recipient behind the text
 * @param delayMillis wait before the reply to the text
 * @param failure share of recipients that are refused at RCPT, 0 to 1
 * @param lateFailure share of messages that are refused behind the text, 0 to 1
 * @param permanent refusals are permanent
 */
record SinkPlan(
        int port,
        boolean lmtp,
        int delayMillis,
        double failure,
        double lateFailure,
        boolean permanent) {

    static final String USAGE =
            "Usage: LoadSink --port N [--lmtp] [--delay MILLISECONDS] [--failure 0..1]"
                    + " [--late-failure 0..1] [--permanent]";

    static SinkPlan of(List<String> words) {
        Arguments arguments = new Arguments(words);
        SinkPlan plan =
                new SinkPlan(
                        arguments.number("port", 0),
                        arguments.isOn("lmtp"),
                        arguments.number("delay", 0),
                        arguments.fraction("failure"),
                        arguments.fraction("late-failure"),
                        arguments.isOn("permanent"));
        arguments.end();
        return plan;
    }

    String refusal() {
        return permanent ? "550 5.1.1 not here\r\n" : "451 4.3.0 not now\r\n";
    }
}
