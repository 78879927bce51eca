// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.message.MailAddress;

/**
 * {@code aliases}: {@code name: right side}, one a logical line; the right side is the matter of
 * {@link AliasSyntax}. Names are compared without regard to case.
 */
final class AliasFile {
    private static final Pattern NAME = Pattern.compile("[^\\s<>\\[\\]\"|,@]+(@[^\\s<>\"|,@]+)?");

    private final List<AliasDefinition> aliases = new ArrayList<>();

    AliasFile(List<SourceLine> lines, AliasSyntax syntax, Problems problems) {
        Set<String> names = new HashSet<>();
        for (SourceLine line : lines) {
            if (line.isBlank()) {
                continue;
            }
            String text = line.text();
            int colon = text.indexOf(':');
            if (colon <= 0 || line.isIndented()) {
                problems.error(line.start(), "expected 'name: address, address'");
                continue;
            }
            String name = text.substring(0, colon).strip();
            if (!isName(name)) {
                problems.error(line.start(), "'" + name + "' is no name of an alias");
            }
            if (!names.add(key(name))) {
                problems.error(line.start(), "alias " + name + " is defined twice");
            }
            aliases.add(syntax.parse(name, text, colon + 1, line::at));
        }
    }

    List<AliasDefinition> aliases() {
        return aliases;
    }

    /** True for what may stand left of the colon. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A name in lower case, its domain in A-labels, as addresses come from the rewrite rules. */
    static String key(String name) {
        int at = name.lastIndexOf('@');
        return at < 0
                ? name.toLowerCase(Locale.ROOT)
                : name.substring(0, at).toLowerCase(Locale.ROOT)
                        + "@"
                        + new MailAddress("", name.substring(at + 1)).asciiDomain();
    }
}
