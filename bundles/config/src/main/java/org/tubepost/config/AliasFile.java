// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/** {@code aliases}: {@code name: address[, address …]}, one a logical line. */
final class AliasFile {
    private static final String NAME = "[^\\s<>\\[\\]\"|,@]+(@[^\\s<>\"|,@]+)?";

    private final List<AliasDefinition> aliases = new ArrayList<>();

    AliasFile(List<SourceLine> lines, Problems problems) {
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
            if (!name.matches(NAME)) {
                problems.error(line.start(), "'" + name + "' is no name of an alias");
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                problems.error(line.start(), "alias " + name + " is defined twice");
            }
            List<String> targets = new ArrayList<>();
            for (String target : text.substring(colon + 1).split(",", -1)) {
                if (!target.isBlank()) {
                    targets.add(target.strip());
                }
            }
            if (targets.isEmpty()) {
                problems.error(line.at(colon), "alias " + name + " has no address");
            }
            for (String target : targets) {
                if (!isAddress(target)) {
                    problems.error(
                            line.at(Math.max(0, text.indexOf(target, colon))),
                            "'"
                                    + target
                                    + "' is no address; lists with parameters, files and"
                                    + " programs are not in force yet");
                }
            }
            aliases.add(new AliasDefinition(name, targets, Map.of(), line.start()));
        }
    }

    private static boolean isAddress(String target) {
        // A leading slash would be a file in other systems: refused, so that nobody waits for it.
        if (target.startsWith("/") || target.startsWith("|")) {
            return false;
        }
        try {
            // A quoted word without a domain is a directory URL in the reference's language.
            return !MailAddress.parse(target).isUnqualified() || !target.startsWith("\"");
        } catch (AddressSyntaxException malformed) {
            return false;
        }
    }

    List<AliasDefinition> aliases() {
        return aliases;
    }
}
