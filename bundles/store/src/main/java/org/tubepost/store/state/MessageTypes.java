// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.Flags;

/**
 * Kinds of messages, told by the media type of the message: each has a keyword that its messages
 * get when they come and that nobody changes, and a quota root. Immutable.
 *
 * @param types in order: the first one that fits is taken
 */
public record MessageTypes(List<Type> types) {

    /** How many kinds there may be. */
    public static final int MOST = 63;

    /** No kinds. */
    public static final MessageTypes NONE = new MessageTypes(List.of());

    /**
     * A kind.
     *
     * @param mediaType lower case, perhaps with an asterisk at its end
     * @param keyword flag of its messages
     * @param root name of its quota root without the {@code #}
     */
    public record Type(String mediaType, String keyword, String root) {

        boolean fits(String media) {
            return mediaType.endsWith("*")
                    ? media.startsWith(mediaType.substring(0, mediaType.length() - 1))
                    : media.equals(mediaType);
        }
    }

    /** Checks and copies. */
    public MessageTypes {
        types = List.copyOf(types);
        if (types.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " message types");
        }
        Set<String> keywords = new HashSet<>();
        for (Type type : types) {
            if (!keywords.add(type.keyword.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("two message types " + type.keyword);
            }
        }
    }

    /**
     * Types as an administrator writes them.
     *
     * @param lines each {@code MEDIA-TYPE=KEYWORD} or {@code MEDIA-TYPE=KEYWORD ROOT}; without a
     *     root the keyword is its name, a dollar sign before it left out
     * @throws IllegalArgumentException saying which line is wrong
     */
    public static MessageTypes parse(List<String> lines) {
        List<Type> types = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            int at = line.indexOf('=');
            String[] right = at < 0 ? new String[0] : line.substring(at + 1).strip().split("\\s+");
            String media = at < 0 ? "" : line.substring(0, at).strip().toLowerCase(Locale.ROOT);
            boolean keyword =
                    right.length > 0
                            && right[0].matches("[A-Za-z0-9$._-]{1,100}")
                            && right.length <= 2;
            if (media.indexOf('/') <= 0 || !keyword) {
                throw new IllegalArgumentException(
                        "messageTypes: " + line + " is not MEDIA-TYPE=KEYWORD ROOT");
            }
            types.add(
                    new Type(
                            media,
                            right[0],
                            right.length == 2
                                    ? right[1]
                                    : right[0].startsWith("$") ? right[0].substring(1) : right[0]));
        }
        return new MessageTypes(types);
    }

    /** What figures of messages by keyword depend on. */
    String keywords() {
        Set<String> all = new TreeSet<>();
        types.forEach(t -> all.add(t.keyword));
        return String.join(" ", all);
    }

    /** Keyword of the kind that a message with these flags is; empty if of none. */
    public String keyword(Flags flags) {
        if (types.isEmpty() || flags.names().isEmpty()) {
            return "";
        }
        for (Type type : types) {
            if (flags.has(type.keyword)) {
                return type.keyword;
            }
        }
        return "";
    }

    /** Name of the quota root of a keyword, without the {@code #}. */
    public String root(String keyword) {
        for (Type type : types) {
            if (type.keyword.equals(keyword)) {
                return type.root;
            }
        }
        return "";
    }

    /** The flags that a message with this media type gets when it comes with others. */
    public Flags arriving(Flags flags, String mediaType) {
        if (types.isEmpty()) {
            return flags;
        }
        Flags plain = flags.minus(all());
        for (Type type : types) {
            if (type.fits(mediaType)) {
                return plain.plus(Flags.of(type.keyword));
            }
        }
        return plain;
    }

    /** Flags after a change that must not touch what kind a message is. */
    public Flags kept(Flags before, Flags after) {
        if (types.isEmpty()) {
            return after;
        }
        String kind = keyword(before);
        Flags plain = after.minus(all());
        return kind.isEmpty() ? plain : plain.plus(Flags.of(kind));
    }

    private Flags all() {
        Set<String> names = new HashSet<>();
        types.forEach(t -> names.add(t.keyword));
        return new Flags(names);
    }
}
