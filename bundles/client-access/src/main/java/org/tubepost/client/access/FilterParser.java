// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads client access filters (reference page imap-pop-http, section 6): {@code services ":"
 * clients ["EXCEPT" clients]}, several separated by {@code $}. In the directory each begins with
 * {@code +} or {@code -}; in a setting the setting says which they are.
 */
final class FilterParser {
    /** Services that can be named; the {@code s} forms are those inside TLS. */
    static final Set<String> SERVICES =
            Set.of("imap", "imaps", "pop", "pops", "http", "smtp", "smtps");

    private static final Pattern WORD = Pattern.compile("[^ ,\t]+");

    private final String text;
    private final BiConsumer<Integer, String> doubts;
    private final PatternReader patterns;

    /** A word and where it begins. */
    private record Word(String text, int index) {}

    /**
     * A parser.
     *
     * @param doubts told of what is correct and still never matches, with its index
     */
    FilterParser(String text, BiConsumer<Integer, String> doubts) {
        this.text = text;
        this.doubts = doubts;
        this.patterns = new PatternReader(doubts);
    }

    /** Filters of a directory attribute: each says whether it allows. */
    List<Filter> signed() throws FilterSyntaxException {
        List<Filter> filters = new ArrayList<>();
        for (Word filter : parts()) {
            char sign = filter.text().charAt(0);
            if (sign != '+' && sign != '-') {
                throw new FilterSyntaxException(filter.index(), "expected + or -");
            }
            Word rest = new Word(filter.text().substring(1), filter.index() + 1);
            filters.add(filter(sign == '+', rest, filter));
        }
        return filters;
    }

    /** Filters of a setting, all of which allow or all of which do not. */
    List<Filter> unsigned(boolean allows) throws FilterSyntaxException {
        List<Filter> filters = new ArrayList<>();
        for (Word filter : parts()) {
            filters.add(filter(allows, filter, filter));
        }
        return filters;
    }

    /** What stands between dollar signs, without blanks around it. */
    private List<Word> parts() throws FilterSyntaxException {
        List<Word> parts = new ArrayList<>();
        int begin = 0;
        while (begin <= text.length()) {
            int dollar = text.indexOf('$', begin);
            int end = dollar < 0 ? text.length() : dollar;
            String part = text.substring(begin, end);
            if (part.isBlank()) {
                throw new FilterSyntaxException(begin, "expected a filter");
            }
            int blanks = part.length() - part.stripLeading().length();
            parts.add(new Word(part.strip(), begin + blanks));
            begin = end + 1;
        }
        return parts;
    }

    private Filter filter(boolean allows, Word filter, Word whole) throws FilterSyntaxException {
        int colon = filter.text().indexOf(':');
        if (colon < 0) {
            throw new FilterSyntaxException(
                    filter.index() + filter.text().length(), "expected ':' and clients");
        }
        Set<String> services =
                services(new Word(filter.text().substring(0, colon), filter.index()));
        int clients = filter.index() + colon + 1;
        return new Filter(
                allows,
                services,
                clients(words(filter.text().substring(colon + 1), clients), clients),
                whole.text(),
                whole.index());
    }

    /** Lower case; empty for all. */
    private Set<String> services(Word list) throws FilterSyntaxException {
        List<Word> words = words(list.text(), list.index());
        if (words.isEmpty()) {
            throw new FilterSyntaxException(list.index(), "expected services before ':'");
        }
        Set<String> services = new HashSet<>();
        boolean all = false;
        for (Word word : words) {
            String service = word.text().toLowerCase(Locale.ROOT);
            if (service.equals("all") || service.equals("*")) {
                all = true;
            } else if (!service.matches("[a-z0-9-]+")) {
                throw new FilterSyntaxException(
                        word.index(), "'" + word.text() + "' is no name of a service");
            } else {
                services.add(service);
                if (!SERVICES.contains(service)) {
                    doubts.accept(word.index(), "there is no service '" + word.text() + "'");
                }
            }
        }
        return all ? Set.of() : services;
    }

    /**
     * {@code a EXCEPT b EXCEPT c} is {@code a} except those of {@code b} that are not {@code c}.
     */
    private ClientPattern clients(List<Word> words, int end) throws FilterSyntaxException {
        List<ClientPattern> some = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (word.text().equalsIgnoreCase("EXCEPT")) {
                if (some.isEmpty()) {
                    break;
                }
                int next = word.index() + word.text().length();
                ClientPattern others = clients(words.subList(i + 1, words.size()), next);
                return new ClientPattern.Group(some, List.of(others));
            }
            some.add(patterns.read(word.text(), word.index()));
        }
        if (some.isEmpty()) {
            throw new FilterSyntaxException(end, "expected clients");
        }
        return new ClientPattern.Group(some, List.of());
    }

    private static List<Word> words(String list, int index) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(list);
        while (matcher.find()) {
            words.add(new Word(matcher.group(), index + matcher.start()));
        }
        return words;
    }
}
