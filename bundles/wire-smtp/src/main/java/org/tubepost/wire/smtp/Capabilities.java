// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What a server offers in its answer to EHLO or LHLO (RFC 5321 section 4.1.1.1). Immutable. */
public final class Capabilities {
    /** Those of a server that understands HELO only. */
    public static final Capabilities NONE = new Capabilities(Map.of());

    private final Map<String, String> byKeyword;
    private final OptionalLong size;

    private Capabilities(Map<String, String> byKeyword) {
        this.byKeyword = Map.copyOf(byKeyword);
        this.size = size(this.byKeyword.getOrDefault("SIZE", ""));
    }

    /** Reads the answer; its first line is the greeting. */
    public static Capabilities of(ServerReply answer) {
        Map<String, String> found = new HashMap<>();
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            String text = line.trim().toUpperCase(Locale.ROOT);
            // Old servers write AUTH=PLAIN.
            String separated = text.startsWith("AUTH=") ? "AUTH " + text.substring(5) : text;
            int blank = separated.indexOf(' ');
            String keyword = blank < 0 ? separated : separated.substring(0, blank);
            String arguments = blank < 0 ? "" : separated.substring(blank + 1).trim();
            found.merge(keyword, arguments, (a, b) -> (a + " " + b).trim());
        }
        return new Capabilities(found);
    }

    /** True when the server offers an extension, {@code PIPELINING}. */
    public boolean has(String keyword) {
        return byKeyword.containsKey(keyword);
    }

    /** The same server as if it did not offer an extension. */
    public Capabilities without(String keyword) {
        if (!has(keyword)) {
            return this;
        }
        Map<String, String> fewer = new HashMap<>(byKeyword);
        fewer.remove(keyword);
        return new Capabilities(fewer);
    }

    /** Largest message in octets; empty when the server names none. */
    public OptionalLong size() {
        return size;
    }

    private static OptionalLong size(String value) {
        if (!value.matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        long size = Long.parseLong(value);
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** SASL mechanisms, upper case, in the server's order. */
    public List<String> mechanisms() {
        List<String> mechanisms = new ArrayList<>();
        for (String word : byKeyword.getOrDefault("AUTH", "").split(" +")) {
            if (!word.isEmpty() && !mechanisms.contains(word)) {
                mechanisms.add(word);
            }
        }
        return mechanisms;
    }
}
