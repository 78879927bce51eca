// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.tubepost.api.message.Reply;
import org.tubepost.wire.smtp.Command;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.CommandParser;
import org.tubepost.wire.smtp.CommandReader;
import org.tubepost.wire.smtp.CommandReader.Flaw;
import org.tubepost.wire.smtp.CommandReader.Line;
import org.tubepost.wire.smtp.CommandSyntaxException;

/**
 * Reads commands one after the other. What was read stays until it is {@link #taken}, so that one
 * thread can look at a command and another carry it out. Used by one thread at a time.
 */
public final class CommandInput {
    private final CommandReader reader;
    private final int longestLine;
    private Given given;

    /**
     * What the client said: a command, or what must be answered because it is none.
     *
     * @param command present if it was understood
     * @param refusal present if it was not
     * @param line as it was said
     */
    public record Given(Optional<Command> command, Optional<Answer> refusal, String line) {

        static Given understood(Command command, Line line) {
            return new Given(Optional.of(command), Optional.empty(), line.text());
        }

        static Given refused(Answer answer, Line line) {
            return new Given(Optional.empty(), Optional.of(answer), line.text());
        }
    }

    /**
     * Nothing has been read.
     *
     * @param longestLine octets of a command at most, its end included
     * @param longestLoginLine octets of AUTH and of the lines of a login, likewise; at least the
     *     other
     */
    public CommandInput(int longestLine, int longestLoginLine) {
        this.reader = new CommandReader(longestLoginLine);
        this.longestLine = longestLine - 2;
    }

    /** The next command; empty when more octets are needed. */
    public Optional<Given> peek(ByteBuffer in) {
        if (given == null) {
            given = reader.next(in).map(this::understand).orElse(null);
        }
        return Optional.ofNullable(given);
    }

    /** The command has been dealt with. */
    public void taken() {
        given = null;
    }

    /** The next line of a login; empty when more octets are needed. */
    public Optional<Line> line(ByteBuffer in) {
        return reader.next(in);
    }

    /** Forgets what has begun. */
    public void reset() {
        reader.reset();
        given = null;
    }

    private Given understand(Line line) {
        if (line.flaw() != Flaw.NONE) {
            return Given.refused(Answer.mistake(answerTo(line.flaw())), line);
        }
        boolean tooLong = line.text().length() > longestLine;
        try {
            Command command = CommandParser.parse(line.text());
            if (tooLong && command instanceof Bdat) {
                return Given.refused(Answer.goodbye(ServerReplies.CHUNK_UNCLEAR), line);
            }
            return tooLong && !(command instanceof Auth)
                    ? Given.refused(Answer.mistake(ServerReplies.LINE_TOO_LONG), line)
                    : Given.understood(command, line);
        } catch (CommandSyntaxException refused) {
            if (line.text().regionMatches(true, 0, "BDAT", 0, 4)) {
                // Nobody knows how much data follows; it must not be taken for commands.
                return Given.refused(
                        Answer.goodbye(Reply.of(421, "4.5.4", refused.getMessage())), line);
            }
            return Given.refused(
                    Answer.mistake(tooLong ? ServerReplies.LINE_TOO_LONG : refused.reply()), line);
        }
    }

    private static Reply answerTo(Flaw flaw) {
        return switch (flaw) {
            case TOO_LONG -> ServerReplies.LINE_TOO_LONG;
            case BARE_CR, BARE_LF -> ServerReplies.BAD_LINE_END;
            case NUL, NOT_UTF8, NONE -> ServerReplies.BAD_OCTETS;
        };
    }
}
