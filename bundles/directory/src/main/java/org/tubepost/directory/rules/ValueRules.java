// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.rules;

import static java.util.Map.entry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.store.AccessIdentifier;

/**
 * What values an attribute may have, each for itself (reference pages directory-schema, section 4,
 * and message-store, sections 1.2 and 3). Attributes without a rule are left to the schema of the
 * server.
 */
public final class ValueRules {
    /** Longest quota: 4096 gigabytes. */
    private static final long MOST_OCTETS = 4096L << 30;

    private static final Pattern AMOUNT = Pattern.compile("-1|-2|\\d{1,18}[KkMmGg]?");
    private static final Pattern FOLDER = Pattern.compile("#?[^%;]+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ACCESS = Pattern.compile("[+-][^$:]+:[^$]+(\\$[+-][^$:]+:[^$]+)*");
    private static final Pattern DATE = Pattern.compile("\\d{14}Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private static final Set<String> USER_STATES =
            Set.of("active", "inactive", "disabled", "deleted", "removed", "hold", "overquota");
    private static final Set<String> USER_MAIL_STATES = with(USER_STATES, "unused", "defer");
    private static final Set<String> GROUP_STATES =
            Set.of("active", "inactive", "disabled", "deleted", "removed", "hold");
    private static final Set<String> PLAIN_STATES = Set.of("active", "inactive", "deleted");
    private static final Set<String> OPTIONS =
            Set.of(
                    "mailbox",
                    "forward",
                    "autoreply",
                    "program",
                    "native",
                    "unix",
                    "file",
                    "hold",
                    "members",
                    "members_offline");

    /** A reason why a value is wrong, or empty. */
    private interface Rule extends Function<String, Optional<String>> {}

    /** By the names as the schema spells them, which are found in any case. */
    private static final NavigableMap<String, Rule> RULES =
            anyCase(
                    entry("mail", ValueRules::address),
                    entry("mailAlternateAddress", ValueRules::addressOrDomain),
                    entry("mailEquivalentAddress", ValueRules::addressOrDomain),
                    entry("mailForwardingAddress", ValueRules::address),
                    entry("mgrpRFC822MailMember", ValueRules::address),
                    entry("mailDomainCatchallAddress", ValueRules::address),
                    entry("mailDomainReportAddress", ValueRules::address),
                    entry("uid", ValueRules::uid),
                    entry("aclGroupAddr", ValueRules::group),
                    entry("mailHost", ValueRules::host),
                    entry("preferredMailHost", ValueRules::host),
                    entry("mailRoutingHosts", ValueRules::host),
                    entry("mailRoutingSmartHost", ValueRules::host),
                    entry("associatedDomain", ValueRules::host),
                    entry("msgVanityDomain", ValueRules::host),
                    entry("mailMessageStore", ValueRules::name),
                    entry("preferredMailMessageStore", ValueRules::name),
                    entry("inetCOS", ValueRules::name),
                    entry("mailQuota", v -> quota(v, MOST_OCTETS)),
                    entry("mailMsgQuota", v -> quota(v, Long.MAX_VALUE)),
                    entry("mailDomainDiskQuota", v -> amount(v, Long.MAX_VALUE)),
                    entry("mailDomainMsgQuota", v -> amount(v, Long.MAX_VALUE)),
                    entry("mailMsgMaxBlocks", ValueRules::number),
                    entry("mailDomainMsgMaxBlocks", ValueRules::number),
                    entry("mgrpMsgMaxSize", ValueRules::number),
                    entry("mailAutoReplyTimeOut", ValueRules::number),
                    entry("mailAutoReplyMode", v -> word(v, Set.of("echo", "reply"))),
                    entry("mailDeliveryOption", v -> word(v, OPTIONS)),
                    entry("inetUserStatus", v -> word(v, USER_STATES)),
                    entry("mailUserStatus", v -> word(v, USER_MAIL_STATES)),
                    entry("inetGroupStatus", v -> word(v, PLAIN_STATES)),
                    entry("inetMailGroupStatus", v -> word(v, GROUP_STATES)),
                    entry("inetDomainStatus", v -> word(v, PLAIN_STATES)),
                    entry("mailDomainStatus", v -> word(v, USER_STATES)),
                    entry("inetResourceStatus", v -> word(v, with(PLAIN_STATES, "removed"))),
                    entry("vacationStartDate", ValueRules::date),
                    entry("vacationEndDate", ValueRules::date),
                    entry("mailAllowedServiceAccess", ValueRules::access),
                    entry("mailDomainAllowedServiceAccess", ValueRules::access),
                    entry("uniqueMember", ValueRules::distinguishedName),
                    entry("owner", ValueRules::distinguishedName),
                    entry("memberURL", ValueRules::url),
                    entry("mgrpDeliverTo", ValueRules::url),
                    entry("mailAutoReplySubject", v -> Optional.empty()),
                    entry("mailAutoReplyText", v -> Optional.empty()));

    private static final Set<String> SINGLE =
            Set.of(
                    "mail",
                    "uid",
                    "mailHost",
                    "mailMessageStore",
                    "mailQuota",
                    "mailMsgQuota",
                    "mailMsgMaxBlocks",
                    "inetUserStatus",
                    "mailUserStatus",
                    "inetMailGroupStatus",
                    "inetGroupStatus",
                    "inetDomainStatus",
                    "mailDomainStatus",
                    "mailAutoReplyMode",
                    "mailAutoReplySubject",
                    "mailAutoReplyText",
                    "mailAutoReplyTimeOut",
                    "vacationStartDate",
                    "vacationEndDate",
                    "mailAllowedServiceAccess",
                    "mailDomainCatchallAddress");

    // Texts may have variants in languages; whatever else has a rule is read by its plain name.
    private static final Set<String> IN_LANGUAGES =
            Set.of("mailautoreplysubject", "mailautoreplytext");

    private ValueRules() {}

    /** True for an attribute that must not have options (RFC 4512 section 2.5.2). */
    public static boolean isPlain(String attribute) {
        return RULES.containsKey(attribute)
                && !IN_LANGUAGES.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /**
     * Checks the values of an attribute.
     *
     * @throws ProvisioningException with the attribute and the reason
     */
    public static void check(String given, List<String> values) throws ProvisioningException {
        String found = RULES.floorKey(given);
        String attribute = found != null && found.equalsIgnoreCase(given) ? found : given;
        if (SINGLE.contains(attribute) && values.size() > 1) {
            throw new ProvisioningException(attribute, "has one value, not " + values.size());
        }
        Rule rule = RULES.get(attribute);
        for (String value : values) {
            if (value.isBlank() || value.indexOf('\0') >= 0) {
                throw new ProvisioningException(attribute, "a value is empty or has a NUL in it");
            }
            Optional<String> wrong = rule == null ? Optional.empty() : rule.apply(value);
            if (wrong.isPresent()) {
                throw new ProvisioningException(attribute, "'" + value + "' " + wrong.get());
            }
        }
    }

    /** The moment that {@code YYYYMMDDhhmmssZ} means; empty for anything else. */
    public static Optional<Instant> moment(String date) {
        try {
            return DATE.matcher(date).matches()
                    ? Optional.of(
                            LocalDateTime.parse(date.substring(0, date.length() - 1), TIME)
                                    .toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    @SafeVarargs
    private static NavigableMap<String, Rule> anyCase(Map.Entry<String, Rule>... rules) {
        NavigableMap<String, Rule> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, Rule> rule : rules) {
            all.put(rule.getKey(), rule.getValue());
        }
        return all;
    }

    private static Set<String> with(Set<String> words, String... more) {
        Set<String> all = new HashSet<>(words);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    private static Optional<String> word(String value, Set<String> words) {
        return words.contains(value.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of("is none of " + String.join(", ", words.stream().sorted().toList()));
    }

    private static Optional<String> address(String value) {
        try {
            return MailAddress.parse(value).isUnqualified()
                    ? Optional.of("has no domain")
                    : Optional.empty();
        } catch (AddressSyntaxException malformed) {
            return Optional.of("is no address: " + malformed.getMessage());
        }
    }

    private static Optional<String> addressOrDomain(String value) {
        return value.startsWith("@") ? host(value.substring(1)) : address(value);
    }

    private static Optional<String> uid(String value) {
        return Uids.wrong(value);
    }

    private static Optional<String> group(String value) {
        return AccessIdentifier.isGroup(value)
                ? Optional.empty()
                : Optional.of("is no group: name@domain, or name in the default domain");
    }

    private static Optional<String> host(String value) {
        String[] labels = value.split("\\.", -1);
        boolean wrong = labels.length < 2 || value.length() > 253;
        for (String label : labels) {
            wrong |= !LABEL.matcher(label).matches();
        }
        return wrong ? Optional.of("is no full name of a host or domain") : Optional.empty();
    }

    private static Optional<String> name(String value) {
        return NAME.matcher(value).matches() ? Optional.empty() : Optional.of("is no name");
    }

    private static Optional<String> number(String value) {
        return NUMBER.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("is no number from 0 to 999999999");
    }

    private static Optional<String> quota(String value, long most) {
        String[] parts = value.split(";", -1);
        Optional<String> wrong = amount(parts[0], most);
        for (int i = 1; i < parts.length && wrong.isEmpty(); i++) {
            int percent = parts[i].indexOf('%');
            wrong =
                    percent < 1 || !FOLDER.matcher(parts[i].substring(0, percent)).matches()
                            ? Optional.of("has '" + parts[i] + "' where FOLDER%QUOTA should be")
                            : amount(parts[i].substring(percent + 1), most);
        }
        return wrong;
    }

    private static Optional<String> amount(String value, long most) {
        if (!AMOUNT.matcher(value).matches()) {
            return Optional.of("is no quota: -1, -2, or a number with K, M or G behind it");
        }
        int shift =
                switch (Character.toUpperCase(value.charAt(value.length() - 1))) {
                    case 'K' -> 10;
                    case 'M' -> 20;
                    case 'G' -> 30;
                    default -> 0;
                };
        long number = Long.parseLong(shift == 0 ? value : value.substring(0, value.length() - 1));
        return number > most >> shift ? Optional.of("is too large") : Optional.empty();
    }

    private static Optional<String> date(String value) {
        return moment(value).isPresent()
                ? Optional.empty()
                : Optional.of("is no time as 20270131235959Z");
    }

    private static Optional<String> access(String value) {
        return ACCESS.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("is no list of access rules as +imap,smtp:ALL$-pop:ALL");
    }

    private static Optional<String> distinguishedName(String value) {
        try {
            return new LdapName(value).isEmpty() ? Optional.of("is empty") : Optional.empty();
        } catch (InvalidNameException malformed) {
            return Optional.of("is no distinguished name: " + malformed.getMessage());
        }
    }

    private static Optional<String> url(String value) {
        try {
            return SearchRequest.ofUrl(value).baseDn().isEmpty()
                    ? Optional.of("names no base")
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of("is no LDAP URL: " + malformed.getMessage());
        }
    }
}
