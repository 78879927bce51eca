// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A piece of a template: plain text, or a substitution of something that is known without asking
 * another room. Those that ask are in {@link Question}.
 */
sealed interface Piece {

    /** The text; null if the rule fails. */
    String text(Attempt at) throws IOException;

    /** Text as it stands. */
    record Plain(String plain) implements Piece {
        @Override
        public String text(Attempt at) {
            return plain;
        }
    }

    /** {@code $U}. */
    record User() implements Piece {
        @Override
        public String text(Attempt at) {
            return at.address().localPart();
        }
    }

    /**
     * {@code $0U} without its sub-address, {@code $1U} the sub-address with its plus sign; of an
     * LDAP URL {@code $S} the sub-address, {@code $L} the user without a tilde or underscore before
     * it.
     */
    record UserPart(char which) implements Piece {
        @Override
        public String text(Attempt at) {
            String user = at.address().localPart();
            int plus = user.indexOf('+');
            int end = plus < 0 ? user.length() : plus;
            return switch (which) {
                case '0' -> user.substring(0, end);
                case '1' -> user.substring(end);
                case 'S' -> user.substring(Math.min(user.length(), end + 1));
                default -> user.startsWith("~") || user.startsWith("_") ? user.substring(1) : user;
            };
        }
    }

    /** {@code $D}, {@code $nD}: matched part, without its leftmost labels. */
    record Matched(int without) implements Piece {
        @Override
        public String text(Attempt at) {
            return withoutLabels(at.match().matched(), without);
        }
    }

    /** {@code $H}, {@code $nH}: unmatched left part, without its leftmost labels. */
    record Unmatched(int without) implements Piece {
        @Override
        public String text(Attempt at) {
            return withoutLabels(at.match().unmatched(), without);
        }
    }

    /** {@code $L}: rest of a literal. */
    record LiteralRest() implements Piece {
        @Override
        public String text(Attempt at) {
            return at.match().literalRest();
        }
    }

    /** The whole domain; {@code $D} of an LDAP URL. */
    record WholeDomain() implements Piece {
        @Override
        public String text(Attempt at) {
            return at.name();
        }
    }

    /** {@code $H} of an LDAP URL: first label of the domain. */
    record FirstLabel() implements Piece {
        @Override
        public String text(Attempt at) {
            String domain = at.name();
            int dot = domain.indexOf('.');
            return dot < 0 ? domain : domain.substring(0, dot);
        }
    }

    /** {@code $A} of an LDAP URL: the whole address. */
    record WholeAddress() implements Piece {
        @Override
        public String text(Attempt at) {
            return at.address().toString();
        }
    }

    /**
     * {@code $&n}, {@code $!n}, {@code $*n}, {@code $#n}: a label of what the pattern leaves open,
     * or of what it spells out.
     */
    record Label(boolean spelled, int index, boolean fromRight) implements Piece {
        @Override
        public String text(Attempt at) {
            List<String> labels = spelled ? at.match().spelledLabels() : at.match().openLabels();
            int wanted = fromRight ? labels.size() - 1 - index : index;
            return wanted >= 0 && wanted < labels.size()
                    ? labels.get(wanted)
                    : at.fail(() -> "there is no label " + index);
        }
    }

    /** {@code $W}: a unique string. */
    record Unique() implements Piece {
        @Override
        public String text(Attempt at) {
            return Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
        }
    }

    /** What stands behind <code>$\</code> or {@code $^}. */
    record Cased(Piece inner, boolean upper) implements Piece {
        @Override
        public String text(Attempt at) throws IOException {
            String text = inner.text(at);
            if (text == null) {
                return null;
            }
            return upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
        }
    }

    /** A substitution within an LDAP URL, which must not change what the URL asks. */
    record Quoted(Piece inner, boolean inName) implements Piece {
        @Override
        public String text(Attempt at) throws IOException {
            String text = inner.text(at);
            return text == null ? null : LdapQuoting.quote(text, inName);
        }
    }

    /** A piece that asks another room. */
    record Asked(Question question) implements Piece {
        @Override
        public String text(Attempt at) throws IOException {
            return question.answer(at);
        }
    }

    private static String withoutLabels(String name, int count) {
        String rest = name;
        for (int i = 0; i < count && !rest.isEmpty(); i++) {
            int dot = rest.indexOf('.', 1);
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        return rest;
    }
}
