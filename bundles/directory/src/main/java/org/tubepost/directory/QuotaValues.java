// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;

/**
 * Reads {@code mailQuota} and {@code mailMsgQuota}: the quota of the mailbox, then {@code
 * ;NAME%QUOTA} for folders and, with {@code #} before the name, message types. A domain's {@code
 * mailQuota} is that of members who have none.
 */
final class QuotaValues {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaValues.class);
    static final String OCTETS = "mailQuota";
    static final String MESSAGES = "mailMsgQuota";

    private QuotaValues() {}

    /** What an account may keep. */
    static QuotaGrant of(Account account, Optional<Domain> domain) {
        DirectoryRecord record = account.attributes();
        String octets =
                record.first(OCTETS)
                        .or(() -> domain.flatMap(d -> d.attributes().first(OCTETS)))
                        .orElse("");
        String language =
                record.first("preferredLanguage")
                        .or(() -> domain.flatMap(d -> d.attributes().first("preferredLanguage")))
                        .orElse("");
        return new QuotaGrant(
                limits(octets, record.first(MESSAGES).orElse(""), record.dn()),
                account.mail().toString(),
                language);
    }

    /**
     * Limits by root.
     *
     * @param octets value of {@code mailQuota}; empty for the default
     * @param messages value of {@code mailMsgQuota}; empty for the default
     * @param dn for the log: a part that cannot be read counts as the default
     */
    static NavigableMap<String, QuotaLimit> limits(String octets, String messages, String dn) {
        NavigableMap<String, Long> byOctets = parts(octets, OCTETS, dn);
        NavigableMap<String, Long> byMessages = parts(messages, MESSAGES, dn);
        NavigableMap<String, QuotaLimit> limits = new TreeMap<>();
        limits.put(
                QuotaGrant.MAILBOX,
                new QuotaLimit(
                        byOctets.getOrDefault(QuotaGrant.MAILBOX, QuotaLimit.DEFAULT),
                        byMessages.getOrDefault(QuotaGrant.MAILBOX, QuotaLimit.DEFAULT)));
        byOctets.forEach(
                (root, limit) -> limits.putIfAbsent(root, limit(root, byOctets, byMessages)));
        byMessages.forEach(
                (root, limit) -> limits.putIfAbsent(root, limit(root, byOctets, byMessages)));
        return limits;
    }

    /**
     * A value with another limit for one root; the others stay as they are written.
     *
     * @return the value; empty if there was none and none is needed
     * @param value as it was; empty if there was none
     * @param amount in octets or messages; {@link QuotaLimit#UNLIMITED} takes a folder's or type's
     *     limit away
     */
    static String with(String value, String root, long amount) {
        List<String> parts = new ArrayList<>(List.of(value.strip().split(";", -1)));
        if (root.equals(QuotaGrant.MAILBOX)) {
            parts.set(0, Long.toString(amount));
            return String.join(";", parts);
        }
        if (value.isBlank() && amount < 0) {
            return "";
        }
        if (parts.get(0).isBlank()) {
            parts.set(0, Long.toString(QuotaLimit.DEFAULT));
        }
        String mine = root + "%" + amount;
        boolean known = false;
        for (int i = parts.size() - 1; i > 0; i--) {
            String part = parts.get(i).strip();
            if (part.substring(0, Math.max(0, part.lastIndexOf('%'))).strip().equals(root)) {
                parts.remove(i);
                if (amount >= 0 && !known) {
                    parts.add(i, mine);
                }
                known = true;
            }
        }
        if (!known && amount >= 0) {
            parts.add(mine);
        }
        return String.join(";", parts);
    }

    private static QuotaLimit limit(
            String root,
            NavigableMap<String, Long> byOctets,
            NavigableMap<String, Long> byMessages) {
        return new QuotaLimit(
                byOctets.getOrDefault(root, QuotaLimit.UNLIMITED),
                byMessages.getOrDefault(root, QuotaLimit.UNLIMITED));
    }

    private static NavigableMap<String, Long> parts(String value, String attribute, String dn) {
        NavigableMap<String, Long> limits = new TreeMap<>();
        String[] parts = value.strip().split(";");
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].strip();
            // The last one: a name may have the character, an amount has not.
            int percent = part.lastIndexOf('%');
            String root = i == 0 ? QuotaGrant.MAILBOX : part.substring(0, Math.max(0, percent));
            try {
                if (i == 0 && !part.isEmpty()) {
                    limits.put(root, QuotaLimit.amount(part));
                } else if (i > 0 && !root.isBlank()) {
                    limits.put(root.strip(), QuotaLimit.amount(part.substring(percent + 1)));
                }
            } catch (IllegalArgumentException malformed) {
                LOG.warn("{} of {} has '{}', the default is used", attribute, dn, part);
            }
        }
        return limits;
    }
}
