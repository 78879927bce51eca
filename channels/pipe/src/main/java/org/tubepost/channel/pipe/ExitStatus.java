// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.util.Map;
import org.tubepost.api.message.Reply;

/**
 * What the end of a command means, by the codes of sysexits.h. A command that cannot be run, is
 * killed or takes too long says nothing about the message: it is tried again.
 */
final class ExitStatus {
    /** What {@code timeout} answers when it has ended the command. */
    private static final int TIMED_OUT = 124;

    private static final int KILLED = 128;
    private static final Map<Integer, String[]> CODES =
            Map.ofEntries(
                    Map.entry(64, words("5.3.5", "wrong usage")),
                    Map.entry(65, words("5.6.0", "wrong data")),
                    Map.entry(66, words("5.3.0", "no input")),
                    Map.entry(67, words("5.1.1", "no such user")),
                    Map.entry(68, words("5.1.2", "no such host")),
                    Map.entry(69, words("5.3.0", "service not available")),
                    Map.entry(70, words("5.3.0", "software error")),
                    Map.entry(71, words("4.3.0", "system error")),
                    Map.entry(72, words("5.3.0", "system file missing")),
                    Map.entry(73, words("5.2.0", "cannot create output")),
                    Map.entry(74, words("4.3.0", "input or output error")),
                    Map.entry(75, words("4.3.0", "temporary failure")),
                    Map.entry(76, words("5.5.0", "protocol error")),
                    Map.entry(77, words("5.7.0", "permission denied")),
                    Map.entry(78, words("5.3.5", "configuration error")),
                    Map.entry(126, words("4.3.5", "cannot be run")),
                    Map.entry(127, words("4.3.5", "not found")));

    private ExitStatus() {}

    private static String[] words(String status, String meaning) {
        return new String[] {status, meaning};
    }

    /**
     * The reply.
     *
     * @param output what the command has written; may be empty
     */
    static Reply reply(CommandSettings command, int code, String output) {
        if (code == 0) {
            return Reply.of(250, "2.0.0", text(command, "done", output));
        }
        if (code == TIMED_OUT || code > KILLED) {
            String end =
                    code == TIMED_OUT || code == KILLED + 9
                            ? "ended after " + command.timeoutSeconds() + " seconds at most"
                            : "ended by signal " + (code - KILLED);
            return Reply.of(451, "4.3.0", text(command, end, output));
        }
        String[] known = CODES.getOrDefault(code, words("5.3.0", "failed"));
        String text = text(command, known[1] + " (exit status " + code + ")", output);
        return Reply.of(known[0].startsWith("4") ? 451 : 550, known[0], text);
    }

    private static String text(CommandSettings command, String end, String output) {
        String said = output.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return "command " + command.name() + ": " + end + (said.isEmpty() ? "" : ": " + said);
    }
}
