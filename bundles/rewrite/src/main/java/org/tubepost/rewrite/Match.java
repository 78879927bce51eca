// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.List;

/**
 * How a domain met a pattern. A match of a name keeps only where the name is cut; texts are made
 * when a template asks for them, so that a rule that fails early costs nothing.
 *
 * <p>{@code a.b.c.example} met by {@code .*.example}: {@code $H} is {@code a.b}, the wildcard
 * stands for {@code c}, {@code $D} is {@code .c.example}, and {@code .example} is the text that the
 * pattern spells out.
 */
final class Match {
    private final String domain;
    private final int unmatchedEnd;
    private final int spelledFrom;
    private final String literal;
    private final String literalRest;

    private Match(
            String domain, int unmatchedEnd, int spelledFrom, String literal, String literalRest) {
        this.domain = domain;
        this.unmatchedEnd = unmatchedEnd;
        this.spelledFrom = spelledFrom;
        this.literal = literal;
        this.literalRest = literalRest;
    }

    /** The pattern spells the whole domain out. */
    static Match exact(String domain) {
        return new Match(domain, 0, 0, null, "");
    }

    /** The pattern says nothing about the domain: {@code $*}. */
    static Match everything(String domain) {
        return new Match(domain, domain.length(), domain.length(), null, "");
    }

    /** The host of a percent hack or bang path: {@code $H} and {@code $D} are both the host. */
    static Match hack(String host) {
        return new Match(host, host.length(), 0, host, "");
    }

    /**
     * A pattern with an end that it spells out, with wildcards before it or not.
     *
     * @param unmatchedEnd where {@code $H} ends; 0 if it is empty
     * @param spelledFrom where the end begins, with its dot; the length if it is empty
     */
    static Match ending(String domain, int unmatchedEnd, int spelledFrom) {
        return new Match(domain, unmatchedEnd, spelledFrom, null, "");
    }

    /** A literal of which the pattern has the first groups. */
    static Match literal(String domain, String pattern, String rest) {
        return new Match(domain, 0, 0, pattern, rest);
    }

    /** {@code $D}. */
    String matched() {
        return literal != null ? literal : domain.substring(unmatchedEnd);
    }

    /** {@code $H}. */
    String unmatched() {
        return domain.substring(0, unmatchedEnd);
    }

    /** {@code $L}. */
    String literalRest() {
        return literalRest;
    }

    /** Labels that the pattern does not spell out, for {@code $&n} and {@code $!n}. */
    List<String> openLabels() {
        return labels(domain.substring(0, Math.max(unmatchedEnd, spelledFrom)));
    }

    /** Labels that the pattern spells out, for {@code $*n} and {@code $#n}. */
    List<String> spelledLabels() {
        return labels(literal != null ? literal : domain.substring(spelledFrom));
    }

    private static List<String> labels(String name) {
        List<String> labels = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i > start) {
                    labels.add(name.substring(start, i));
                }
                start = i + 1;
            }
        }
        return labels;
    }
}
