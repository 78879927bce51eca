// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.RewriteRule;

/**
 * {@code imta.cnf}: rewrite rules up to the first blank line, then channel blocks, each ended by a
 * blank line (reference page mta-essentials, "imta.cnf").
 */
final class ChannelFile {
    /** Longest name of a channel. */
    private static final int MAX_NAME = 32;

    private final ChannelKeywords keywords;
    private final Problems problems;
    private final List<RewriteRule> rules = new ArrayList<>();
    private final List<ChannelDefinition> channels = new ArrayList<>();
    private final Set<String> channelNames = new HashSet<>();
    private final Map<String, String> hosts = new HashMap<>();
    private List<Keyword> defaults = List.of();

    ChannelFile(List<SourceLine> lines, KeywordTable keywords, Problems problems) {
        this.keywords = new ChannelKeywords(keywords, problems);
        this.problems = problems;
        int at = 0;
        while (at < lines.size() && !lines.get(at).isBlank()) {
            rule(lines.get(at++));
        }
        while (at < lines.size()) {
            List<SourceLine> block = new ArrayList<>();
            while (at < lines.size() && !lines.get(at).isBlank()) {
                block.add(lines.get(at++));
            }
            at++;
            if (!block.isEmpty()) {
                block(block);
            }
        }
    }

    List<RewriteRule> rules() {
        return rules;
    }

    List<ChannelDefinition> channels() {
        return channels;
    }

    private void rule(SourceLine line) {
        String text = line.text().strip();
        int gap = 0;
        while (gap < text.length() && !Character.isWhitespace(text.charAt(gap))) {
            gap++;
        }
        String template = text.substring(gap).strip();
        if (template.isEmpty()) {
            problems.error(line.start(), "rewrite rule '" + text + "' has no template");
            return;
        }
        rules.add(new RewriteRule(text.substring(0, gap), template, line.start()));
    }

    private void block(List<SourceLine> block) {
        List<Token> words = Token.of(block.get(0), problems);
        if (words.isEmpty()) {
            return;
        }
        String name = words.get(0).text().toLowerCase(Locale.ROOT);
        List<Token> rest = words.subList(1, words.size());
        if (name.equals("defaults")) {
            List<Keyword> all = new ArrayList<>(defaults);
            all.addAll(keywords.read(rest));
            defaults = all;
            onlyOneLine(block, name);
        } else if (name.equals("nodefaults")) {
            defaults = List.of();
            onlyOneLine(block, name);
        } else {
            channel(name, words.get(0), keywords.read(rest), block);
        }
    }

    private void onlyOneLine(List<SourceLine> block, String name) {
        if (block.size() > 1) {
            problems.error(
                    block.get(1).start(), "a blank line must follow the line '" + name + "'");
        }
    }

    private void channel(String name, Token nameToken, List<Keyword> own, List<SourceLine> block) {
        if (name.isBlank()) {
            problems.error(nameToken.location(), "channel has no name");
        }
        if (name.length() > MAX_NAME) {
            problems.error(
                    nameToken.location(),
                    "channel name is longer than " + MAX_NAME + " characters");
        }
        if (!channelNames.add(name)) {
            problems.error(nameToken.location(), "channel " + name + " is defined twice");
        }
        if (block.size() < 2) {
            needsHost(name, nameToken);
            return;
        }
        List<Keyword> all = new ArrayList<>(defaults);
        all.addAll(own);
        List<String> names = new ArrayList<>();
        for (SourceLine line : block.subList(1, block.size())) {
            for (Token host : Token.of(line, problems)) {
                String key = host.text().toLowerCase(Locale.ROOT);
                String other = hosts.putIfAbsent(key, name);
                if (other != null) {
                    problems.error(
                            host.location(),
                            "host " + host.text() + " belongs to channel " + other + " already");
                }
                names.add(key);
            }
        }
        if (names.isEmpty()) {
            needsHost(name, nameToken);
            return;
        }
        channels.add(
                new ChannelDefinition(
                        name,
                        all,
                        names.get(0),
                        names.subList(1, names.size()),
                        nameToken.location()));
    }

    private void needsHost(String name, Token nameToken) {
        problems.error(
                nameToken.location(),
                "channel " + name + " needs its official host name on the next line");
    }
}
