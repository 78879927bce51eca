// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

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
final class CommandInput {
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
    record Given(Optional<Command> command, Optional<Answer> refusal, String line) {

        static Given understood(Command command, Line line) {
            return new Given(Optional.of(command), Optional.empty(), line.text());
        }

        static Given refused(Answer answer, Line line) {
            return new Given(Optional.empty(), Optional.of(answer), line.text());
        }
    }

    CommandInput(SmtpSettings settings) {
        this.reader = new CommandReader(settings.maxLoginLineOctets());
        this.longestLine = settings.maxLineOctets() - 2;
    }

    /** The next command; empty when more octets are needed. */
    Optional<Given> peek(ByteBuffer in) {
        if (given == null) {
            given = reader.next(in).map(this::understand).orElse(null);
        }
        return Optional.ofNullable(given);
    }

    /** The command has been dealt with. */
    void taken() {
        given = null;
    }

    /** The next line of a login; empty when more octets are needed. */
    Optional<Line> line(ByteBuffer in) {
        return reader.next(in);
    }

    /** Forgets what has begun. */
    void reset() {
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
                return Given.refused(Answer.goodbye(Replies.CHUNK_UNCLEAR), line);
            }
            return tooLong && !(command instanceof Auth)
                    ? Given.refused(Answer.mistake(Replies.LINE_TOO_LONG), line)
                    : Given.understood(command, line);
        } catch (CommandSyntaxException refused) {
            if (line.text().regionMatches(true, 0, "BDAT", 0, 4)) {
                // Nobody knows how much data follows; it must not be taken for commands.
                return Given.refused(
                        Answer.goodbye(Reply.of(421, "4.5.4", refused.getMessage())), line);
            }
            return Given.refused(
                    Answer.mistake(tooLong ? Replies.LINE_TOO_LONG : refused.reply()), line);
        }
    }

    private static Reply answerTo(Flaw flaw) {
        return switch (flaw) {
            case TOO_LONG -> Replies.LINE_TOO_LONG;
            case BARE_CR, BARE_LF -> Replies.BAD_LINE_END;
            case NUL, NOT_UTF8, NONE -> Replies.BAD_OCTETS;
        };
    }
}
