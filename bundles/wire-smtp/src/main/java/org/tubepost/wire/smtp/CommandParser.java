// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.ReversePath;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Burl;
import org.tubepost.wire.smtp.Command.Hello;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Plain;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.Command.Unknown;
import org.tubepost.wire.smtp.Command.Verb;

/**
 * Understands command lines (RFC 5321 section 4.1 with the extensions for SIZE, 8BITMIME, SMTPUTF8,
 * DSN, CHUNKING, BURL and AUTH). Has no state and no opinion on order; blanks where the grammar has
 * none are forgiven after {@code FROM:} and {@code TO:} only.
 */
public final class CommandParser {
    private static final int LONGEST_NAME = 255;

    private CommandParser() {}

    /**
     * Reads a line.
     *
     * @param line without line end
     * @throws CommandSyntaxException if a known command is malformed
     */
    public static Command parse(String line) throws CommandSyntaxException {
        int blank = line.indexOf(' ');
        String word = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
        String argument = blank < 0 ? "" : line.substring(blank + 1).trim();
        Verb verb;
        try {
            verb = Verb.valueOf(word);
        } catch (IllegalArgumentException unknown) {
            return new Unknown(word.length() > 32 ? word.substring(0, 32) : word);
        }
        return switch (verb) {
            case HELO, EHLO, LHLO -> hello(verb, argument);
            case MAIL -> mail(argument);
            case RCPT -> rcpt(argument);
            case BDAT -> bdat(argument);
            case BURL -> burl(argument);
            case AUTH -> auth(argument);
            case DATA, RSET, QUIT, STARTTLS -> alone(verb, argument);
            case NOOP, VRFY, EXPN, HELP, ETRN -> new Plain(verb, argument);
        };
    }

    private static Command alone(Verb verb, String argument) throws CommandSyntaxException {
        if (!argument.isEmpty()) {
            throw new CommandSyntaxException(501, "5.5.4", verb + " takes no argument");
        }
        return new Plain(verb, "");
    }

    private static Command hello(Verb verb, String name) throws CommandSyntaxException {
        boolean printable = name.chars().allMatch(c -> c > ' ' && c != 0x7f);
        if (name.isEmpty() || name.length() > LONGEST_NAME || !printable) {
            throw new CommandSyntaxException(501, "5.5.4", verb + " needs the name of your host");
        }
        return new Hello(verb, name);
    }

    private static Command mail(String argument) throws CommandSyntaxException {
        PathParser path = new PathParser(behind("FROM:", argument), "5.1.7");
        ReversePath sender = path.reverse();
        MailArguments parameters = MailArguments.parse(path.rest());
        boolean international = sender.address().filter(a -> a.isInternational()).isPresent();
        if (international && !parameters.utf8()) {
            throw new CommandSyntaxException(
                    553, "5.6.7", "an international address needs SMTPUTF8");
        }
        return new Mail(sender, parameters.toParameters(), parameters.submitter());
    }

    private static Command rcpt(String argument) throws CommandSyntaxException {
        PathParser path = new PathParser(behind("TO:", argument), "5.1.3");
        return new Rcpt(path.forward(), RcptArguments.parse(path.rest()));
    }

    private static String behind(String prefix, String argument) throws CommandSyntaxException {
        if (!argument.regionMatches(true, 0, prefix, 0, prefix.length())) {
            throw new CommandSyntaxException(501, "5.5.4", "expected " + prefix + "<address>");
        }
        return argument.substring(prefix.length()).trim();
    }

    private static Command bdat(String argument) throws CommandSyntaxException {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (words.length > 2 || (words.length == 2 && !last) || !words[0].matches("\\d{1,18}")) {
            throw new CommandSyntaxException(501, "5.5.4", "expected BDAT size [LAST]");
        }
        return new Bdat(Long.parseLong(words[0]), last);
    }

    private static Command burl(String argument) throws CommandSyntaxException {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (words[0].isEmpty() || words.length > 2 || (words.length == 2 && !last)) {
            throw new CommandSyntaxException(501, "5.5.4", "expected BURL url [LAST]");
        }
        return new Burl(words[0], last);
    }

    private static Command auth(String argument) throws CommandSyntaxException {
        String[] words = argument.split(" +");
        boolean named = words[0].matches("[A-Za-z0-9_-]{1,20}");
        if (words.length > 2 || !named) {
            throw new CommandSyntaxException(501, "5.5.4", "expected AUTH mechanism [response]");
        }
        return new Auth(
                words[0].toUpperCase(Locale.ROOT),
                words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }
}
