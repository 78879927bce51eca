// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * A kind of argument that a keyword of {@code imta.cnf} or a parameter of a list takes, as the
 * tables {@code keywords.txt} and {@code list-parameters.txt} write it: {@code number(1-65535)},
 * {@code host?}, {@code period*}, {@code enum(low|high)}. Immutable.
 *
 * @param name what it is called in the tables
 * @param optional true if it may be absent
 * @param repeated true if it takes as many words as are of the kind, one at least
 * @param least smallest number
 * @param most largest number
 * @param words of an enumeration
 */
record ArgumentKind(
        String name,
        boolean optional,
        boolean repeated,
        long least,
        long most,
        List<String> words) {

    private static final Pattern HOST =
            Pattern.compile(
                    "(?U)[\\p{Alnum}_](?:[\\p{Alnum}_-]*[\\p{Alnum}_])?"
                            + "(?:\\.[\\p{Alnum}_](?:[\\p{Alnum}_-]*[\\p{Alnum}_])?)*\\.?");
    private static final Pattern LITERAL =
            Pattern.compile("\\[?(?:IPv6:)?(?:[0-9a-fA-F:]*:[0-9a-fA-F:.]*|[0-9.]+)]?");
    private static final Pattern CHANNEL = Pattern.compile("(?U)[\\p{Alnum}_.-]{1,32}");
    private static final Pattern CHANNELS = Pattern.compile("(?U)[\\p{Alnum}_.*%-]{1,32}");
    private static final Pattern CHARSET = Pattern.compile("[A-Za-z0-9!#$%&'+^_`{}~:.()-]{1,64}");
    private static final Pattern DAYS = Pattern.compile("[0-9]{1,6}");
    private static final long ANY_NUMBER = 999_999_999;

    /** Reads a kind as the tables write it. */
    static ArgumentKind of(String text) {
        boolean optional = text.endsWith("?");
        boolean repeated = text.endsWith("*");
        String kind = optional || repeated ? text.substring(0, text.length() - 1) : text;
        int open = kind.indexOf('(');
        String name = open < 0 ? kind : kind.substring(0, open);
        String inside = open < 0 ? "" : kind.substring(open + 1, kind.length() - 1);
        if (name.equals("number") && !inside.isEmpty()) {
            String[] bounds = inside.split("-", 2);
            return new ArgumentKind(
                    name,
                    optional,
                    repeated,
                    Long.parseLong(bounds[0]),
                    Long.parseLong(bounds[1]),
                    List.of());
        }
        List<String> words = inside.isEmpty() ? List.of() : List.of(inside.split("\\|"));
        return new ArgumentKind(name, optional, repeated, 0, ANY_NUMBER, words);
    }

    /** True for names that may be spelled like a keyword. */
    boolean mayBeKeyword() {
        return name.equals("channel") || name.equals("pool");
    }

    /** True when a word looks like this kind, for words that need not be there. */
    boolean begins(Token word) {
        return word.quoted()
                || switch (name) {
                    case "period" -> Character.isDigit(word.text().charAt(0));
                    case "literal" -> accepts(word.text());
                    default -> true;
                };
    }

    /** True when a value is of this kind. */
    boolean accepts(String value) {
        return switch (name) {
            case "number" -> isNumber(value);
            case "host" -> HOST.matcher(value).matches() || isBracketed(value);
            case "literal" -> LITERAL.matcher(value).matches();
            case "address" -> isAddress(value);
            case "channel", "pool" -> CHANNEL.matcher(value).matches();
            case "channels" -> CHANNELS.matcher(value).matches();
            case "period" -> isPeriod(value);
            case "charset" -> CHARSET.matcher(value).matches();
            case "enum" -> words.contains(value.toLowerCase(Locale.ROOT));
            default -> !value.isBlank();
        };
    }

    /** What an administrator should write, for messages: "a number from 1 to 65535". */
    String wanted() {
        return switch (name) {
            case "number" -> "a number" + range();
            case "host" -> "the name of a host";
            case "literal" -> "the address of a host";
            case "address" -> "a mail address";
            case "channel" -> "the name of a channel";
            case "channels" -> "the name of a channel, or a pattern";
            case "pool" -> "the name of a pool";
            case "period" -> "periods such as \"pt30m\", or days";
            case "charset" -> "the name of a character set";
            case "enum" -> "one of " + String.join(", ", words);
            default -> "a text";
        };
    }

    private String range() {
        if (most < ANY_NUMBER) {
            return " from " + least + " to " + most;
        }
        return least > 0 ? " of " + least + " or more" : "";
    }

    private boolean isNumber(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            return false;
        }
        long number = Long.parseLong(value);
        return number >= least && number <= most;
    }

    private static boolean isBracketed(String value) {
        return value.startsWith("[") && value.endsWith("]") && LITERAL.matcher(value).matches();
    }

    private static boolean isPeriod(String value) {
        if (DAYS.matcher(value).matches()) {
            return true;
        }
        try {
            return !Duration.parse(value.toUpperCase(Locale.ROOT)).isNegative();
        } catch (DateTimeParseException | ArithmeticException notAPeriod) {
            return false;
        }
    }

    private static boolean isAddress(String value) {
        try {
            MailAddress.parse(value);
            return true;
        } catch (AddressSyntaxException malformed) {
            return false;
        }
    }
}
