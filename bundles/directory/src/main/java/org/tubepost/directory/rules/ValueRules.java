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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

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

    private static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("mail", ValueRules::address),
                    entry("mailalternateaddress", ValueRules::addressOrDomain),
                    entry("mailequivalentaddress", ValueRules::addressOrDomain),
                    entry("mailforwardingaddress", ValueRules::address),
                    entry("mgrprfc822mailmember", ValueRules::address),
                    entry("maildomaincatchalladdress", ValueRules::address),
                    entry("maildomainreportaddress", ValueRules::address),
                    entry("uid", ValueRules::uid),
                    entry("mailhost", ValueRules::host),
                    entry("preferredmailhost", ValueRules::host),
                    entry("mailroutinghosts", ValueRules::host),
                    entry("mailroutingsmarthost", ValueRules::host),
                    entry("associateddomain", ValueRules::host),
                    entry("msgvanitydomain", ValueRules::host),
                    entry("mailmessagestore", ValueRules::name),
                    entry("preferredmailmessagestore", ValueRules::name),
                    entry("inetcos", ValueRules::name),
                    entry("mailquota", v -> quota(v, MOST_OCTETS)),
                    entry("mailmsgquota", v -> quota(v, Long.MAX_VALUE)),
                    entry("maildomaindiskquota", v -> amount(v, Long.MAX_VALUE)),
                    entry("maildomainmsgquota", v -> amount(v, Long.MAX_VALUE)),
                    entry("mailmsgmaxblocks", ValueRules::number),
                    entry("maildomainmsgmaxblocks", ValueRules::number),
                    entry("mgrpmsgmaxsize", ValueRules::number),
                    entry("mailautoreplytimeout", ValueRules::number),
                    entry("mailautoreplymode", v -> word(v, Set.of("echo", "reply"))),
                    entry("maildeliveryoption", v -> word(v, OPTIONS)),
                    entry("inetuserstatus", v -> word(v, USER_STATES)),
                    entry("mailuserstatus", v -> word(v, USER_MAIL_STATES)),
                    entry("inetgroupstatus", v -> word(v, PLAIN_STATES)),
                    entry("inetmailgroupstatus", v -> word(v, GROUP_STATES)),
                    entry("inetdomainstatus", v -> word(v, PLAIN_STATES)),
                    entry("maildomainstatus", v -> word(v, USER_STATES)),
                    entry("inetresourcestatus", v -> word(v, with(PLAIN_STATES, "removed"))),
                    entry("vacationstartdate", ValueRules::date),
                    entry("vacationenddate", ValueRules::date),
                    entry("mailallowedserviceaccess", ValueRules::access),
                    entry("maildomainallowedserviceaccess", ValueRules::access),
                    entry("uniquemember", ValueRules::distinguishedName),
                    entry("owner", ValueRules::distinguishedName),
                    entry("memberurl", ValueRules::url),
                    entry("mgrpdeliverto", ValueRules::url));

    private static final Set<String> SINGLE =
            Set.of(
                    "mail",
                    "uid",
                    "mailhost",
                    "mailmessagestore",
                    "mailquota",
                    "mailmsgquota",
                    "mailmsgmaxblocks",
                    "inetuserstatus",
                    "mailuserstatus",
                    "inetmailgroupstatus",
                    "inetgroupstatus",
                    "inetdomainstatus",
                    "maildomainstatus",
                    "mailautoreplymode",
                    "mailautoreplysubject",
                    "mailautoreplytext",
                    "mailautoreplytimeout",
                    "vacationstartdate",
                    "vacationenddate",
                    "mailallowedserviceaccess",
                    "maildomaincatchalladdress");

    private ValueRules() {}

    /**
     * Checks the values of an attribute.
     *
     * @throws ProvisioningException with the attribute and the reason
     */
    public static void check(String attribute, List<String> values) throws ProvisioningException {
        String key = attribute.toLowerCase(Locale.ROOT);
        if (SINGLE.contains(key) && values.size() > 1) {
            throw new ProvisioningException(attribute, "has one value, not " + values.size());
        }
        Rule rule = RULES.get(key);
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
