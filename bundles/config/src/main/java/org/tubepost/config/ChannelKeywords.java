// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.config.Keyword;

/**
 * Reads the keywords of a channel block or a {@code defaults} line: finds each in the table, takes
 * its arguments and checks their kinds. An unknown word is an error with a suggestion; a keyword
 * without effect is warned about once in a configuration; keywords of one line that exclude each
 * other are warned about, the last one counts. Not safe for use by several threads.
 */
final class ChannelKeywords {
    private final KeywordTable table;
    private final Problems problems;
    private final Set<String> warned = new HashSet<>();

    ChannelKeywords(KeywordTable table, Problems problems) {
        this.table = table;
        this.problems = problems;
    }

    /** The keywords of a line. */
    List<Keyword> read(List<Token> words) {
        List<Keyword> found = new ArrayList<>();
        Map<String, Keyword> groups = new HashMap<>();
        int at = 0;
        while (at < words.size()) {
            Token word = words.get(at++);
            KeywordTable.Entry entry = table.find(lower(word)).orElse(null);
            if (entry == null || word.quoted()) {
                unknown(word);
                continue;
            }
            if (entry.state() == KeywordTable.State.POINTLESS && warned.add(entry.name())) {
                problems.warning(
                        word.location(),
                        "keyword " + entry.name() + " has no effect here: " + entry.why());
            }
            List<String> arguments = new ArrayList<>();
            at = arguments(entry, word, words, at, arguments);
            Keyword keyword = new Keyword(entry.name(), arguments, word.location());
            contradiction(entry, keyword, groups);
            found.add(keyword);
        }
        return found;
    }

    private int arguments(
            KeywordTable.Entry entry,
            Token word,
            List<Token> words,
            int from,
            List<String> arguments) {
        int at = from;
        for (ArgumentKind kind : entry.arguments()) {
            int before = at;
            while (at < words.size()
                    && (at == before || kind.repeated())
                    && isFor(kind, words.get(at))) {
                arguments.add(argument(entry, kind, words.get(at++)));
            }
            if (at == before && !kind.optional()) {
                problems.error(
                        word.location(),
                        "keyword " + entry.name() + " needs an argument, " + kind.wanted());
            }
        }
        return at;
    }

    /** True when the next word is an argument and no keyword. */
    private boolean isFor(ArgumentKind kind, Token next) {
        if (next.quoted()) {
            return true;
        }
        if (!kind.mayBeKeyword() && table.find(lower(next)).isPresent()) {
            return false;
        }
        return !(kind.optional() || kind.repeated()) || kind.begins(next);
    }

    private String argument(KeywordTable.Entry entry, ArgumentKind kind, Token word) {
        if (!kind.accepts(word.text())) {
            problems.error(
                    word.location(),
                    "keyword "
                            + entry.name()
                            + " needs "
                            + kind.wanted()
                            + ", not '"
                            + word.text()
                            + "'");
        }
        return kind.name().equals("channel") ? lower(word) : word.text();
    }

    private void contradiction(
            KeywordTable.Entry entry, Keyword keyword, Map<String, Keyword> groups) {
        if (entry.group().isEmpty()) {
            return;
        }
        Keyword earlier = groups.put(entry.group(), keyword);
        if (earlier != null && !earlier.name().equals(keyword.name())) {
            problems.warning(
                    keyword.location(),
                    "keyword "
                            + keyword.name()
                            + " contradicts "
                            + earlier.name()
                            + "; "
                            + keyword.name()
                            + " counts");
        }
    }

    private void unknown(Token word) {
        if (problems.hasAllErrors()) {
            return;
        }
        String hint =
                table.suggestion(lower(word)).map(s -> "; did you mean '" + s + "'?").orElse("");
        problems.error(word.location(), "unknown keyword '" + word.text() + "'" + hint);
    }

    private static String lower(Token word) {
        return word.text().toLowerCase(Locale.ROOT);
    }
}
