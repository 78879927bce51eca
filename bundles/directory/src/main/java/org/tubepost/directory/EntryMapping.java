// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Reads entries of the schema into {@link Account}, {@link Group} and {@link Domain} (reference
 * page directory-schema, sections 2 to 4). An entry without the classes that a mail recipient must
 * have is ignored.
 */
final class EntryMapping {
    private static final Logger LOG = LoggerFactory.getLogger(EntryMapping.class);
    private static final String UNUSED = "unused";

    /** Attributes that tell the state of a group. */
    static final List<String> GROUP_STATES = List.of("inetGroupStatus", "inetMailGroupStatus");

    private final String defaultDomain;

    /**
     * For a system.
     *
     * @param defaultDomain canonical name of the domain whose owner ids have no domain; may be
     *     empty
     */
    EntryMapping(String defaultDomain) {
        this.defaultDomain = defaultDomain;
    }

    /**
     * Reads an entry that stands for a domain.
     *
     * @param name canonical name
     * @param aliases other names that are known
     */
    static Domain domain(DirectoryRecord record, String name, List<String> aliases) {
        return new Domain(
                name.toLowerCase(Locale.ROOT),
                aliases,
                record.first("inetDomainBaseDN").orElse(record.dn()),
                firstInactive(record, "inetDomainStatus", "mailDomainStatus"),
                record.all("mailRoutingHosts"),
                record.first("mailRoutingSmartHost").orElse(""),
                record.first("mailDomainCatchallAddress").orElse(""),
                record);
    }

    Optional<DirectoryEntry> entry(DirectoryRecord record, Domain domain) {
        if (record.isA("inetMailGroup")) {
            return group(record, domain).map(DirectoryEntry.class::cast);
        }
        return account(record, domain).map(DirectoryEntry.class::cast);
    }

    Optional<Account> account(DirectoryRecord record, Domain domain) {
        Optional<MailAddress> mail = record.first("mail").flatMap(EntryMapping::address);
        Optional<String> uid = record.first("uid");
        if (!record.isA("inetMailUser")
                || !isRecipient(record, "mailUserStatus")
                || mail.isEmpty()
                || uid.isEmpty()) {
            return Optional.empty();
        }
        String login = uid.get().toLowerCase(Locale.ROOT);
        Set<String> options = new LinkedHashSet<>();
        record.all("mailDeliveryOption").forEach(o -> options.add(o.toLowerCase(Locale.ROOT)));
        if (options.isEmpty()) {
            options.add("mailbox");
        }
        return Optional.of(
                new Account(
                        record.dn(),
                        ownerId(login, domain.name()),
                        login,
                        domain.name(),
                        mail.get(),
                        addresses(record, "mailAlternateAddress"),
                        deciding(domain, firstInactive(record, "inetUserStatus", "mailUserStatus")),
                        record.first("mailHost").orElse(""),
                        record.first("mailMessageStore").orElse(""),
                        options,
                        addresses(record, "mailForwardingAddress"),
                        quota(record, "mailQuota"),
                        quota(record, "mailMsgQuota"),
                        record));
    }

    Optional<Group> group(DirectoryRecord record, Domain domain) {
        Optional<MailAddress> mail = record.first("mail").flatMap(EntryMapping::address);
        if (!isRecipient(record, "inetMailGroupStatus")) {
            return Optional.empty();
        }
        return mail.map(
                address ->
                        new Group(
                                record.dn(),
                                address,
                                groupStatus(record, domain),
                                record.all("uniqueMember"),
                                addresses(record, "mgrpRFC822MailMember"),
                                record.first("mgrpErrorsTo").orElse(""),
                                record));
    }

    /** State of an entry of a group, whether it takes mail or not. */
    static Status groupStatus(DirectoryRecord record, Domain domain) {
        return deciding(domain, firstInactive(record, GROUP_STATES.toArray(String[]::new)));
    }

    /** An entry without the class, or with the status {@code unused}, takes no mail. */
    private static boolean isRecipient(DirectoryRecord record, String statusAttribute) {
        return record.isA("inetLocalMailRecipient")
                && record.first(statusAttribute)
                        .filter(s -> s.strip().equalsIgnoreCase(UNUSED))
                        .isEmpty();
    }

    /** Who owns the mailboxes of a user in the store. */
    String ownerId(String login, String domain) {
        return domain.equals(defaultDomain) ? login : login + "@" + domain;
    }

    private static Status deciding(Domain domain, Status own) {
        return domain.status() == Status.ACTIVE ? own : domain.status();
    }

    private static Status firstInactive(DirectoryRecord record, String... attributes) {
        for (String attribute : attributes) {
            Optional<String> value = record.first(attribute);
            if (value.isPresent()) {
                Status status = status(value.get());
                if (status != Status.ACTIVE) {
                    return status;
                }
            }
        }
        return Status.ACTIVE;
    }

    private static Status status(String value) {
        for (Status status : Status.values()) {
            if (status.name().equalsIgnoreCase(value.strip())) {
                return status;
            }
        }
        return Status.INACTIVE;
    }

    private static List<MailAddress> addresses(DirectoryRecord record, String attribute) {
        List<MailAddress> addresses = new ArrayList<>();
        for (String value : record.all(attribute)) {
            // "@domain" is a catch-all, not an address.
            if (!value.startsWith("@")) {
                address(value).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private static Optional<MailAddress> address(String value) {
        try {
            return Optional.of(MailAddress.parse(value.strip()));
        } catch (AddressSyntaxException malformed) {
            LOG.warn(
                    "Directory holds '{}', which is no address: {}", value, malformed.getMessage());
            return Optional.empty();
        }
    }

    /** {@code -1}, {@code -2}, {@code 500M}; absent means the system's default. */
    private static long quota(DirectoryRecord record, String attribute) {
        String value = record.first(attribute).orElse("-2").strip().split(";", 2)[0];
        long factor =
                switch (value.isEmpty()
                        ? ' '
                        : Character.toUpperCase(value.charAt(value.length() - 1))) {
                    case 'K' -> 1L << 10;
                    case 'M' -> 1L << 20;
                    case 'G' -> 1L << 30;
                    default -> 1L;
                };
        try {
            return Long.parseLong(factor == 1 ? value : value.substring(0, value.length() - 1))
                    * factor;
        } catch (NumberFormatException malformed) {
            LOG.warn("{} of {} is '{}', the default is used", attribute, record.dn(), value);
            return -2;
        }
    }
}
