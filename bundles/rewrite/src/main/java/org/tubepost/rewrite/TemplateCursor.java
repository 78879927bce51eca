// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Locale;

/** Reads the parts of a template from the left. */
final class TemplateCursor {
    /** Characters that a dollar sign before them makes plain. */
    private static final String QUOTABLE = "$%@ ";

    private final String text;
    private int at;

    TemplateCursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The character to come; 0 at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    char next() throws TemplateSyntaxException {
        if (atEnd()) {
            throw new TemplateSyntaxException("template ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }

    /** Steps over a character if it is the next one. */
    boolean skip(char wanted) {
        if (atEnd() || text.charAt(at) != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** True if the next two characters are a dollar sign and one that it quotes. */
    boolean isQuoted() {
        return peek() == '$'
                && at + 1 < text.length()
                && QUOTABLE.indexOf(text.charAt(at + 1)) >= 0;
    }

    int mark() {
        return at;
    }

    void reset(int mark) {
        at = mark;
    }

    /** Up to three digits; -1 if there is none. */
    int number() {
        int number = -1;
        for (int i = 0; i < 3 && peek() >= '0' && peek() <= '9'; i++) {
            number = Math.max(0, number) * 10 + (text.charAt(at++) - '0');
        }
        return number;
    }

    int digit() throws TemplateSyntaxException {
        char c = next();
        if (c < '0' || c > '9') {
            throw new TemplateSyntaxException("expected a digit");
        }
        return c - '0';
    }

    /** Text up to a character, which is stepped over. */
    String upTo(char end, String form) throws TemplateSyntaxException {
        int stop = text.indexOf(end, at);
        if (stop < 0) {
            throw new TemplateSyntaxException("expected " + form);
        }
        String part = text.substring(at, stop);
        at = stop + 1;
        return part;
    }

    /** Name of a channel or a tag: up to the next separator or sequence. */
    String name() throws TemplateSyntaxException {
        int start = at;
        while (!atEnd() && "$%@".indexOf(peek()) < 0) {
            at++;
        }
        String name = text.substring(start, at).strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            throw new TemplateSyntaxException("control sequence needs a name");
        }
        return name;
    }

    /**
     * Text of a failure: up to the next sequence or one of the stops; a dollar sign quotes.
     *
     * @param stops separators that end it
     */
    String failureText(String stops) {
        StringBuilder rest = new StringBuilder();
        while (!atEnd() && stops.indexOf(peek()) < 0) {
            if (peek() == '$') {
                if (!isQuoted()) {
                    break;
                }
                at++;
            }
            rest.append(text.charAt(at++));
        }
        return rest.toString().strip();
    }
}
