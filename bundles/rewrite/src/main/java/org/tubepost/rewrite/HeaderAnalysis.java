// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;

/**
 * Finds rules that may change an address of a header field. A rule leaves it alone when it is for
 * envelopes only, or ends the rewriting with the same user and a domain that is put together from
 * the parts it was cut into. Where that is not certain, the rule may change it.
 */
final class HeaderAnalysis {
    private final boolean tagged;

    /** Looks at all rules of a configuration; a tag makes that patterns are no whole domains. */
    HeaderAnalysis(List<Rule> rules) {
        tagged =
                rules.stream()
                        .anyMatch(
                                r -> r.form() == Rule.Form.DATABASE || r.controls().tag() != null);
    }

    /** Whether an address of a header field may come out of a rule differently. */
    boolean mayChange(Rule rule) {
        if (rule.form() != Rule.Form.DATABASE && rule.controls().isEnvelopeOnly()) {
            return false;
        }
        String pattern = rule.pattern();
        return rule.form() != Rule.Form.ROUTE
                || pattern.endsWith(PatternText.PERCENT)
                || pattern.endsWith(PatternText.BANG)
                || !rule.user().equals(List.of(new Piece.User()))
                || !keepsDomain(pattern, rule.domain());
    }

    private boolean keepsDomain(String pattern, List<Piece> domain) {
        if (domain.equals(List.of(new Piece.WholeDomain()))) {
            return true;
        }
        Piece unmatched = new Piece.Unmatched(0);
        Piece matched = new Piece.Matched(0);
        if (pattern.endsWith("]") && pattern.indexOf('[') >= 0) {
            return keepsLiteral(pattern, domain);
        }
        if (pattern.equals(".") || pattern.endsWith(PatternText.ALL)) {
            return domain.equals(List.of(unmatched));
        }
        if (tagged) {
            return false;
        }
        if (pattern.startsWith(".")) {
            return pattern.indexOf('*') < 0
                    && domain.size() == 2
                    && domain.get(0).equals(unmatched)
                    && isText(domain.get(1), pattern);
        }
        return domain.equals(List.of(matched))
                || domain.size() == 1 && isText(domain.get(0), pattern);
    }

    private static boolean isText(Piece piece, String text) {
        return piece instanceof Piece.Plain plain && plain.plain().equalsIgnoreCase(text);
    }

    private static boolean keepsLiteral(String pattern, List<Piece> domain) {
        Piece matched = new Piece.Matched(0);
        boolean whole = !pattern.endsWith(".]") && !pattern.endsWith(":]") && !pattern.equals("[]");
        if (whole) {
            return domain.equals(List.of(matched));
        }
        String front = pattern.substring(pattern.indexOf('['), pattern.length() - 1);
        return !front.contains(":")
                && domain.equals(
                        List.of(
                                new Piece.Plain(front),
                                new Piece.LiteralRest(),
                                new Piece.Plain("]")));
    }
}
