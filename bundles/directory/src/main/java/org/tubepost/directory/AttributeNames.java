// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.DirectorySource;

/**
 * Other names that a site's directory has for attributes of the schema: options {@code LDAP_*} of
 * {@code option.dat}, as the seed system has them. Everything else in the house speaks of the
 * standard names. Immutable.
 */
final class AttributeNames {
    /** Every attribute has the name of the schema. */
    static final AttributeNames STANDARD = new AttributeNames(Map.of());

    /** Option, and the attribute whose name it changes. */
    static final Map<String, String> OPTIONS =
            Map.ofEntries(
                    Map.entry("LDAP_UID", "uid"),
                    Map.entry("LDAP_PRIMARY_ADDRESS", "mail"),
                    Map.entry("LDAP_ALIAS_ADDRESSES", "mailAlternateAddress"),
                    Map.entry("LDAP_EQUIVALENCE_ADDRESSES", "mailEquivalentAddress"),
                    Map.entry("LDAP_MAILHOST", "mailHost"),
                    Map.entry("LDAP_DELIVERY_OPTION", "mailDeliveryOption"),
                    Map.entry("LDAP_FORWARDING_ADDRESS", "mailForwardingAddress"),
                    Map.entry("LDAP_USER_STATUS", "inetUserStatus"),
                    Map.entry("LDAP_USER_MAIL_STATUS", "mailUserStatus"),
                    Map.entry("LDAP_GROUP_STATUS", "inetGroupStatus"),
                    Map.entry("LDAP_GROUP_MAIL_STATUS", "inetMailGroupStatus"),
                    Map.entry("LDAP_DISK_QUOTA", "mailQuota"),
                    Map.entry("LDAP_MESSAGE_QUOTA", "mailMsgQuota"),
                    Map.entry("LDAP_BLOCKLIMIT", "mailMsgMaxBlocks"),
                    Map.entry("LDAP_PROGRAM_INFO", "mailProgramDeliveryInfo"),
                    Map.entry("LDAP_DELIVERY_FILE", "mailDeliveryFileURL"),
                    Map.entry("LDAP_FILTER", "mailSieveRuleSource"),
                    Map.entry("LDAP_AUTOREPLY_MODE", "mailAutoReplyMode"),
                    Map.entry("LDAP_AUTOREPLY_SUBJECT", "mailAutoReplySubject"),
                    Map.entry("LDAP_AUTOREPLY_TEXT", "mailAutoReplyText"),
                    Map.entry("LDAP_AUTOREPLY_TEXT_INT", "mailAutoReplyTextInternal"),
                    Map.entry("LDAP_AUTOREPLY_TIMEOUT", "mailAutoReplyTimeOut"),
                    Map.entry("LDAP_START_DATE", "vacationStartDate"),
                    Map.entry("LDAP_END_DATE", "vacationEndDate"),
                    Map.entry("LDAP_CONVERSION_TAG", "mailConversionTag"),
                    Map.entry("LDAP_REPROCESS", "mailDeferProcessing"),
                    Map.entry("LDAP_GROUP_DN", "uniqueMember"),
                    Map.entry("LDAP_GROUP_URL1", "mgrpDeliverTo"),
                    Map.entry("LDAP_GROUP_URL2", "memberURL"),
                    Map.entry("LDAP_GROUP_RFC822", "mgrpRFC822MailMember"),
                    Map.entry("LDAP_ERRORS_TO", "mgrpErrorsTo"),
                    Map.entry("LDAP_ADD_HEADER", "mgrpAddHeader"),
                    Map.entry("LDAP_REMOVE_HEADER", "mgrpRemoveHeader"),
                    Map.entry("LDAP_ADD_TAG", "mgrpAddTag"),
                    Map.entry("LDAP_PREFIX_TEXT", "mgrpMsgPrefixText"),
                    Map.entry("LDAP_SUFFIX_TEXT", "mgrpMsgSuffixText"),
                    Map.entry("LDAP_ATTR_MAXIMUM_MESSAGE_SIZE", "mgrpMsgMaxSize"),
                    Map.entry("LDAP_AUTH_POLICY", "mgrpBroadcasterPolicy"),
                    Map.entry("LDAP_AUTH_URL", "mgrpAllowedBroadcaster"),
                    Map.entry("LDAP_AUTH_DOMAIN", "mgrpAllowedDomain"),
                    Map.entry("LDAP_CANT_URL", "mgrpDisallowedBroadcaster"),
                    Map.entry("LDAP_CANT_DOMAIN", "mgrpDisallowedDomain"),
                    Map.entry("LDAP_AUTH_PASSWORD", "mgrpAuthPassword"),
                    Map.entry("LDAP_MODERATOR_URL", "mgrpModerator"),
                    Map.entry("LDAP_REJECT_ACTION", "mgrpMsgRejectAction"),
                    Map.entry("LDAP_REJECT_TEXT", "mgrpMsgRejectText"),
                    Map.entry("LDAP_EXPANDABLE", "expandable"),
                    Map.entry("LDAP_DOMAIN_ATTR_BASEDN", "inetDomainBaseDN"),
                    Map.entry("LDAP_DOMAIN_ATTR_CANONICAL", "inetCanonicalDomainName"),
                    Map.entry("LDAP_DOMAIN_ATTR_ALIAS", "aliasedObjectName"),
                    Map.entry("LDAP_DOMAIN_ATTR_STATUS", "inetDomainStatus"),
                    Map.entry("LDAP_DOMAIN_ATTR_MAIL_STATUS", "mailDomainStatus"),
                    Map.entry("LDAP_DOMAIN_ATTR_ROUTING_HOSTS", "mailRoutingHosts"),
                    Map.entry("LDAP_DOMAIN_ATTR_SMARTHOST", "mailRoutingSmartHost"),
                    Map.entry("LDAP_DOMAIN_ATTR_CATCHALL_ADDRESS", "mailDomainCatchallAddress"),
                    Map.entry("LDAP_DOMAIN_ATTR_REPORT_ADDRESS", "mailDomainReportAddress"),
                    Map.entry("LDAP_DOMAIN_ATTR_UID_SEPARATOR", "domainUidSeparator"),
                    Map.entry("LDAP_DOMAIN_ATTR_BLOCKLIMIT", "mailDomainMsgMaxBlocks"),
                    Map.entry("LDAP_DOMAIN_ATTR_FILTER", "mailDomainSieveRuleSource"),
                    Map.entry("LDAP_DOMAIN_ATTR_CONVERSION_TAG", "mailDomainConversionTag"),
                    Map.entry("LDAP_DOMAIN_ATTR_DISK_QUOTA", "mailDomainDiskQuota"),
                    Map.entry("LDAP_DOMAIN_ATTR_MESSAGE_QUOTA", "mailDomainMsgQuota"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,127}");
    private static final Pattern IN_FILTER = Pattern.compile("(?<=\\()[A-Za-z][A-Za-z0-9-]*");

    private final Map<String, String> outside = new HashMap<>();
    private final Map<String, String> inside = new HashMap<>();

    private AttributeNames(Map<String, String> renamed) {
        renamed.forEach(
                (standard, site) -> {
                    outside.put(standard.toLowerCase(Locale.ROOT), site);
                    inside.put(site.toLowerCase(Locale.ROOT), standard);
                });
    }

    /** The names that a generation gives. */
    static AttributeNames of(Generation generation) {
        Map<String, String> renamed = new HashMap<>();
        OPTIONS.forEach(
                (option, attribute) -> {
                    String site = generation.option(option, attribute).strip();
                    if (!site.equalsIgnoreCase(attribute) && NAME.matcher(site).matches()) {
                        renamed.put(attribute, site);
                    }
                });
        return renamed.isEmpty() ? STANDARD : new AttributeNames(renamed);
    }

    /** What is wrong with the options. */
    static List<Problem> problems(Generation generation) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        for (Map.Entry<String, String> option : new TreeMap<>(OPTIONS).entrySet()) {
            String site = generation.option(option.getKey(), option.getValue()).strip();
            String other = taken.put(site.toLowerCase(Locale.ROOT), option.getKey());
            if (!NAME.matcher(site).matches()) {
                problems.add(problem(option.getKey() + " is no name of an attribute: " + site));
            } else if (other != null) {
                problems.add(
                        problem(
                                option.getKey()
                                        + " and "
                                        + other
                                        + " name one attribute, "
                                        + site));
            }
        }
        return problems;
    }

    private static Problem problem(String text) {
        return new Problem(new SourceLocation("option.dat", 1, 1), Problem.Severity.ERROR, text);
    }

    /** The back end as if it had the standard names. */
    DirectorySource in(DirectorySource source) {
        return outside.isEmpty() ? source : new RenamingSource(source, this);
    }

    String toSite(String attribute) {
        return outside.getOrDefault(attribute.toLowerCase(Locale.ROOT), attribute);
    }

    String toStandard(String attribute) {
        return inside.getOrDefault(attribute.toLowerCase(Locale.ROOT), attribute);
    }

    /** The standard name of an attribute that somebody gives under that name or the site's. */
    String given(String attribute) {
        return outside.containsKey(attribute.toLowerCase(Locale.ROOT))
                ? attribute
                : toStandard(attribute);
    }

    /**
     * A filter with the names of the site. A bracket in a value is escaped, so it misleads no one.
     */
    String filterToSite(String filter) {
        return IN_FILTER.matcher(filter).replaceAll(m -> toSite(m.group()));
    }
}
