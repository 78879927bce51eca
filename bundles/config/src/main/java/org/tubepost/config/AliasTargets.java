// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Reads what an alias or a list leads to: an address, with a name in front of it in angle brackets,
 * or an LDAP URL in quotes; and the files that name such targets line by line.
 */
final class AliasTargets {
    private final ListFiles files;
    private final Problems problems;

    /** Files beside the alias file. */
    @FunctionalInterface
    interface ListFiles {
        /** No files: for entries of a database, which has no place for them. */
        ListFiles NONE = (name, namedAt) -> Optional.empty();

        /** The lines of a file, empty where there may be no files. */
        Optional<List<SourceLine>> read(String name, SourceLocation namedAt);
    }

    AliasTargets(ListFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The lines of a file that are not blank. */
    List<SourceLine> lines(String file, SourceLocation namedAt) {
        return allLines(file, namedAt).stream().filter(l -> !l.isBlank()).toList();
    }

    /** The lines of a file, for texts to which blank lines belong. */
    List<SourceLine> allLines(String file, SourceLocation namedAt) {
        Optional<List<SourceLine>> lines = files.read(AliasItems.unquoted(file), namedAt);
        if (lines.isEmpty()) {
            problems.error(
                    namedAt,
                    "'<" + file + "': an entry of a database names no files; write its members");
            return List.of();
        }
        return lines.get();
    }

    /** Adds the members that a file names. */
    void members(String file, SourceLocation namedAt, List<String> into) {
        int errors = problems.errors();
        int before = into.size();
        for (SourceLine line : lines(file, namedAt)) {
            for (AliasItems.Item item : AliasItems.of(line.text(), 0, line::at, problems)) {
                target(item.text(), line.at(item.at())).ifPresent(into::add);
            }
        }
        if (into.size() == before && problems.errors() == errors) {
            problems.warning(namedAt, "file " + file + " names nobody");
        }
    }

    /** One target; empty, and a problem told, for what is none. */
    Optional<String> target(String text, SourceLocation where) {
        if (AliasItems.isQuoted(text)) {
            return url(text, where);
        }
        String address = withoutName(text);
        if (isLdap(address)) {
            problems.error(where, "an LDAP URL stands in double quotes: \"" + text + "\"");
        } else if (!isAddress(address)) {
            problems.error(where, "'" + text + "' is no address" + hint(text));
        } else {
            return Optional.of(address);
        }
        return Optional.empty();
    }

    /** An LDAP URL in quotes, which stay, so that nobody takes it for an address. */
    Optional<String> url(String quoted, SourceLocation where) {
        String url = AliasItems.unquoted(quoted);
        if (!isLdap(url)) {
            problems.error(where, "'" + quoted + "' is neither an address nor an LDAP URL");
            return Optional.empty();
        }
        try {
            SearchRequest.ofUrl(url);
        } catch (IllegalArgumentException malformed) {
            problems.error(where, "'" + url + "': " + malformed.getMessage());
            return Optional.empty();
        }
        return Optional.of('"' + url + '"');
    }

    static boolean isLdap(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith("ldap:");
    }

    /** The address of {@code Name <address>}; another text as it is. */
    static String withoutName(String text) {
        int open = text.lastIndexOf('<');
        return open >= 0 && text.endsWith(">")
                ? text.substring(open + 1, text.length() - 1).strip()
                : text;
    }

    static boolean isAddress(String target) {
        // A leading slash or bar is a file or a program in other systems: refused, so that nobody
        // waits for it.
        if (target.startsWith("/") || target.startsWith("|")) {
            return false;
        }
        try {
            MailAddress.parse(target);
            return true;
        } catch (AddressSyntaxException malformed) {
            return false;
        }
    }

    private static String hint(String text) {
        if (text.startsWith("/")) {
            return "; a file of members is written <name";
        }
        return text.startsWith("|") ? "; programs are the matter of the pipe channel" : "";
    }
}
