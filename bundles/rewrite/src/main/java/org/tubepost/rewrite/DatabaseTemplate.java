// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.config.RewriteRule;

/**
 * A template with {@code $(text)}: the text is a key of the general database, and the value takes
 * its place before the template is read, so that it may hold substitutions, controls and even
 * separators. A value may not ask the database again. Templates that came out are kept compiled, a
 * bounded number of them. A key without a value, or a value that makes no template, fails the rule.
 */
final class DatabaseTemplate {
    private static final int MAX_KEPT = 4_096;

    private final RewriteRule source;
    private final List<String> texts = new ArrayList<>();
    private final List<List<Piece>> keys = new ArrayList<>();
    private final Map<String, Rule> compiled = new ConcurrentHashMap<>();

    private DatabaseTemplate(RewriteRule source) {
        this.source = source;
    }

    /** Finds {@code $(text)} in a template; null if there is none. */
    static DatabaseTemplate of(RewriteRule source) throws TemplateSyntaxException {
        String template = source.template();
        DatabaseTemplate found = new DatabaseTemplate(source);
        int from = 0;
        for (int at = opening(template, 0); at >= 0; at = opening(template, from)) {
            int end = template.indexOf(')', at + 2);
            if (end < 0) {
                throw new TemplateSyntaxException("expected $(text)");
            }
            found.texts.add(template.substring(from, at));
            found.keys.add(TemplateCompiler.piecesOf(template.substring(at + 2, end), source));
            from = end + 1;
        }
        found.texts.add(template.substring(from));
        return found.keys.isEmpty() ? null : found;
    }

    private static int opening(String template, int from) {
        for (int at = template.indexOf('$', from); at >= 0; at = template.indexOf('$', at + 2)) {
            if (template.startsWith("$(", at)) {
                return at;
            }
        }
        return -1;
    }

    /** The rule that the database makes of this template; null if it fails. */
    Rule rule(Attempt at) throws IOException {
        StringBuilder whole = new StringBuilder(texts.get(0));
        for (int i = 0; i < keys.size(); i++) {
            String key = at.text(keys.get(i));
            if (key == null) {
                return null;
            }
            Optional<String> value = at.context().generation().database("general").find(key);
            at.tell("$(" + key + ")", () -> value.map(v -> "'" + v + "'").orElse("no such key"));
            if (value.isEmpty()) {
                at.fail(() -> "the general database has no " + key);
                return null;
            }
            whole.append(value.get()).append(texts.get(i + 1));
        }
        return compiled(whole.toString(), at);
    }

    private Rule compiled(String template, Attempt at) {
        Rule known = compiled.get(template);
        if (known != null) {
            return known;
        }
        try {
            Rule rule =
                    TemplateCompiler.compilePlain(
                            new RewriteRule(source.pattern(), template, source.location()));
            if (compiled.size() >= MAX_KEPT) {
                compiled.clear();
            }
            compiled.put(template, rule);
            return rule;
        } catch (TemplateSyntaxException broken) {
            at.fail(() -> "the general database makes '" + template + "': " + broken.getMessage());
            return null;
        }
    }
}
