// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

/** A text of which only so many characters may be looked at, which bounds a search in it. */
final class LimitedText implements CharSequence {
    private final String text;
    private int left;

    /** The search took too long. */
    static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    LimitedText(String text, int steps) {
        this.text = text;
        this.left = steps;
    }

    @Override
    public char charAt(int index) {
        if (left-- <= 0) {
            throw new TooManyStepsException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
