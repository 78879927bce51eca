// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the load driver does.
 *
 * @param server where to
 * @param lmtp LMTP instead of SMTP
 * @param sessions connections at once
 * @param messages in all
 * @param octets size of a message
 * @param recipients of each message
 * @param reuse one connection for all messages of a session, instead of a new one for each
 * @param pipelining MAIL, RCPT and DATA in one packet (RFC 2920)
 * @param sender envelope sender
 * @param recipient envelope recipient; {@code %d} in it becomes a number
 */
record LoadPlan(
        InetSocketAddress server,
        boolean lmtp,
        int sessions,
        int messages,
        int octets,
        int recipients,
        boolean reuse,
        boolean pipelining,
        String sender,
        String recipient) {

    static final String USAGE =
            """
            Usage: LoadDriver --port N [--host NAME] [--lmtp] [--sessions N] [--messages N] [--size OCTETS]
                              [--recipients N] [--new-connection] [--pipelining] [--from ADDRESS] [--to ADDRESS]
            A %d in the recipient becomes a number, from 0 up to the count of recipients.""";

    static LoadPlan of(List<String> words) {
        Arguments arguments = new Arguments(words);
        LoadPlan plan =
                new LoadPlan(
                        new InetSocketAddress(
                                arguments.text("host", "127.0.0.1"), arguments.number("port", 0)),
                        arguments.isOn("lmtp"),
                        arguments.number("sessions", 10),
                        arguments.number("messages", 1_000),
                        arguments.number("size", 4_096),
                        arguments.number("recipients", 1),
                        !arguments.isOn("new-connection"),
                        arguments.isOn("pipelining"),
                        arguments.text("from", "load@load.test"),
                        arguments.text("to", "user%d@example.com"));
        arguments.end();
        if (plan.server.getPort() == 0
                || plan.sessions < 1
                || plan.messages < 1
                || plan.recipients < 1) {
            throw new IllegalArgumentException("a port, and at least one of each are needed");
        }
        return plan;
    }

    /** Text of a message with the wanted size, up to and with the final dot. */
    byte[] text() {
        String header = "From: <%s>\r\nTo: <%s>\r\nSubject: load\r\n\r\n".formatted(sender, to(0));
        StringBuilder text = new StringBuilder(header);
        String line = "x".repeat(76) + "\r\n";
        while (text.length() + line.length() <= octets) {
            text.append(line);
        }
        int rest = octets - text.length() - 2;
        return text.append("y".repeat(Math.max(0, rest)))
                .append(rest >= 0 ? "\r\n.\r\n" : ".\r\n")
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    String to(int number) {
        return recipient.replace("%d", Integer.toString(number));
    }
}
