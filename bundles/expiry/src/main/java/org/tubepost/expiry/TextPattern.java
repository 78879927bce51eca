// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tubepost.wire.imap.Wildcards;

/**
 * A pattern of a rule: IMAP wildcards, or a regular expression. Whatever expression and text are,
 * the search ends; one that would take too long does not match, so that nothing is removed.
 * Patterns of the same text are equal.
 */
final class TextPattern {
    private static final int STEPS = 1_000_000;
    private static final int LONGEST_PATTERN = 1_000;

    private final String text;
    private final Pattern expression;
    private final Wildcards wildcards;
    private final boolean blind;

    private TextPattern(String text, Pattern expression, Wildcards wildcards, boolean blind) {
        if (text.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "a pattern has at most " + LONGEST_PATTERN + " characters");
        }
        this.text = text;
        this.expression = expression;
        this.wildcards = wildcards;
        this.blind = blind;
    }

    /**
     * Of names of folders; the whole name must match.
     *
     * @throws IllegalArgumentException if the expression is none
     */
    static TextPattern ofFolders(String text, boolean regexp) {
        return regexp
                ? new TextPattern(text, compiled(text, 0), null, false)
                : new TextPattern(text, null, Wildcards.ofText(Names.pattern(text)), false);
    }

    /**
     * Of values of header fields, without regard to case: wildcards must match the whole value, an
     * expression a part of it.
     *
     * @throws IllegalArgumentException if the expression is none
     */
    static TextPattern ofValues(String text, boolean regexp) {
        int options = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        return regexp
                ? new TextPattern(text, compiled(text, options), null, true)
                : new TextPattern(
                        text, null, Wildcards.ofText(text.toLowerCase(Locale.ROOT)), true);
    }

    private static Pattern compiled(String text, int options) {
        try {
            return Pattern.compile(text, options);
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException(
                    "regular expression: " + broken.getDescription(), broken);
        } catch (StackOverflowError nested) {
            throw new IllegalArgumentException("regular expression is nested too deep", nested);
        }
    }

    boolean matches(String value) {
        if (wildcards != null) {
            return wildcards.matches(blind ? value.toLowerCase(Locale.ROOT) : value);
        }
        Matcher matcher = expression.matcher(new LimitedText(value, STEPS));
        try {
            return blind ? matcher.find() : matcher.matches();
        } catch (LimitedText.TooManyStepsException | StackOverflowError tooMuch) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern that
                && text.equals(that.text)
                && blind == that.blind
                && (expression == null) == (that.expression == null);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
