// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One run of clients that use mailboxes.
 *
 * @param workload its name, one of {@link MailboxWorkload}
 * @param server where to
 * @param connections at once, one thread each
 * @param operations in all
 * @param users accounts that connections are spread over; {@code user%d} from 0
 * @param user name with {@code %d} for the number
 * @param password of all users
 * @param folder that is read, or appended to
 * @param messages that the folder has
 * @param octets of a message that is sent
 * @param words the words of the command that some workloads send
 */
record MailboxPlan(
        String workload,
        InetSocketAddress server,
        int connections,
        int operations,
        int users,
        String user,
        String password,
        String folder,
        int messages,
        int octets,
        String words) {

    static final String USAGE =
            """
            A line for each run:
            --workload NAME --port N [--host NAME] [--connections N] [--operations N] [--users N] [--user NAME]
            [--password WORD] [--folder NAME] [--messages N] [--size OCTETS] [--words COMMAND_WITH_+_FOR_BLANKS]""";

    static MailboxPlan of(List<String> words) {
        Arguments arguments = new Arguments(words);
        MailboxPlan plan =
                new MailboxPlan(
                        arguments.text("workload", ""),
                        new InetSocketAddress(
                                arguments.text("host", "127.0.0.1"), arguments.number("port", 0)),
                        arguments.number("connections", 1),
                        arguments.number("operations", 100),
                        arguments.number("users", 1),
                        arguments.text("user", "user%d@example.com"),
                        arguments.text("password", "load-test-password"),
                        arguments.text("folder", "INBOX"),
                        arguments.number("messages", 1_000),
                        arguments.number("size", 4_096),
                        arguments.text("words", "").replace('+', ' '));
        arguments.end();
        if (plan.server.getPort() == 0 || plan.connections < 1 || plan.users < 1) {
            throw new IllegalArgumentException("a port, and at least one of each are needed");
        }
        return plan;
    }

    /** Name of the account that a connection uses. */
    String user(int connection) {
        return user.replace("%d", Integer.toString(connection % users));
    }
}
