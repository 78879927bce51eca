// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.ListTraffic;

/**
 * What a list does to its copies, before a post has come: the one builder of {@link ListTraffic}
 * for lists of the alias file and of the directory. A list with somebody who answers for it gets
 * {@code List-Id} (RFC 2919), made of its address; that of a list around it goes, since a message
 * has one at most.
 *
 * @param owned true when somebody answers for the list
 * @param password what a post has to hold; empty for nothing
 */
record Traffic(
        Optional<ReversePath> sender,
        boolean owned,
        boolean verp,
        long sizeLimit,
        long lineLimit,
        List<String> addedHeaders,
        List<String> trimmedHeaders,
        String subjectTag,
        String prefixText,
        String suffixText,
        List<String> filters,
        String password) {

    /** Changes nothing. */
    static final Traffic NOTHING = new Building().build();

    private static final String LIST_ID = "list-id";
    private static final String APPROVED = "approved";

    Traffic {
        addedHeaders = List.copyOf(addedHeaders);
        trimmedHeaders = List.copyOf(trimmedHeaders);
        filters = List.copyOf(filters);
    }

    /** Traffic of a list under one of its addresses. */
    ListTraffic of(MailAddress name, boolean hold) {
        List<String> added = new ArrayList<>(addedHeaders);
        Set<String> trimmed = new LinkedHashSet<>(trimmedHeaders);
        if (owned && added.stream().noneMatch(h -> LIST_ID.equals(fieldName(h)))) {
            added.add("List-Id: <" + identifier(name) + ">");
        }
        if (added.stream().anyMatch(h -> LIST_ID.equals(fieldName(h)))) {
            trimmed.add(LIST_ID);
        }
        if (!password.isEmpty()) {
            trimmed.add(APPROVED);
        }
        return new ListTraffic(
                name.toString(),
                sender,
                verp,
                sizeLimit,
                lineLimit,
                added,
                List.copyOf(trimmed),
                subjectTag,
                prefixText,
                suffixText,
                filters,
                hold,
                password);
    }

    /** {@code team@example.com} is {@code team.example.com}; what is no atom becomes a hyphen. */
    private static String identifier(MailAddress name) {
        String local = AddressKeys.local(name).replaceAll("[^a-z0-9_.-]+", "-");
        String label = local.replaceAll("\\.{2,}", ".").replaceAll("^[.]+|[.]+$", "");
        return (label.isEmpty() ? "list" : label)
                + "."
                + (name.isUnqualified() || name.isLiteral() ? "localhost" : name.asciiDomain());
    }

    /** Name of the field of a header line in lower case; empty if it is no header line. */
    static String fieldName(String line) {
        int colon = line.indexOf(':');
        String name = colon < 1 ? "" : line.substring(0, colon);
        boolean sound =
                name.chars().allMatch(c -> c > ' ' && c < 0x7f)
                        && line.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
        return sound ? name.toLowerCase(Locale.ROOT) : "";
    }

    /** Collects what a list does. */
    static final class Building {
        private Optional<ReversePath> sender = Optional.empty();
        private boolean owned;
        private boolean verp;
        private long sizeLimit = Long.MAX_VALUE;
        private long lineLimit = Long.MAX_VALUE;
        private final List<String> added = new ArrayList<>();
        private final Set<String> trimmed = new LinkedHashSet<>();
        private String tag = "";
        private String prefix = "";
        private String suffix = "";
        private List<String> filters = List.of();
        private String password = "";

        /** Failures go there; somebody answers for the list. */
        Building sender(ReversePath path) {
            sender = Optional.of(path);
            owned |= !path.isNull();
            return this;
        }

        Building owned() {
            owned = true;
            return this;
        }

        Building verp() {
            verp = true;
            return this;
        }

        /** The smaller one of several limits holds. */
        Building sizeLimit(long octets) {
            sizeLimit = Math.min(sizeLimit, octets);
            return this;
        }

        Building lineLimit(long lines) {
            lineLimit = Math.min(lineLimit, lines);
            return this;
        }

        Building add(String line) {
            added.add(line);
            return this;
        }

        Building trim(String field) {
            trimmed.add(field.toLowerCase(Locale.ROOT));
            return this;
        }

        Building tag(String text) {
            tag = text;
            return this;
        }

        Building texts(String before, String behind) {
            prefix = before;
            suffix = behind;
            return this;
        }

        Building filters(List<String> names) {
            filters = names;
            return this;
        }

        Building password(String text) {
            password = text;
            return this;
        }

        boolean hasSender() {
            return sender.filter(s -> !s.isNull()).isPresent();
        }

        Traffic build() {
            return new Traffic(
                    sender,
                    owned,
                    verp,
                    sizeLimit,
                    lineLimit,
                    added,
                    List.copyOf(trimmed),
                    tag,
                    prefix,
                    suffix,
                    filters,
                    password);
        }
    }
}
