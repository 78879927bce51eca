// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.directory.rules.ValueRules;

/**
 * Attributes as administrators write them (RFC 4512 section 2.5), under the one name that rules
 * know. A server takes an attribute under its number, another name or with options, too; rules that
 * ask for the name would not see it.
 */
final class AttributeDescriptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    /** Other names of standard attributes that some rule is about (RFC 4519, RFC 4524). */
    private static final Map<String, String> ALIASES =
            Map.of(
                    "userid", "uid",
                    "rfc822mailbox", "mail",
                    "commonname", "cn",
                    "surname", "sn",
                    "organizationname", "o",
                    "organizationalunitname", "ou",
                    "domaincomponent", "dc",
                    "aliasedentryname", "aliasedObjectName");

    private final AttributeNames site;

    /** With the names that a site has for attributes. */
    AttributeDescriptions(AttributeNames site) {
        this.site = site;
    }

    /** The attribute without its options, in lower case. */
    static String base(String attribute) {
        int options = attribute.indexOf(';');
        return (options < 0 ? attribute : attribute.substring(0, options)).toLowerCase(Locale.ROOT);
    }

    /**
     * The attribute as rules know it.
     *
     * @throws ProvisioningException if it is a number, or has options where rules ask for values
     */
    String known(String given) throws ProvisioningException {
        int semicolon = given.indexOf(';');
        String name = semicolon < 0 ? given : given.substring(0, semicolon);
        if (!NAME.matcher(name).matches()) {
            throw new ProvisioningException(given, "an attribute is given by its name");
        }
        String known = ALIASES.getOrDefault(name.toLowerCase(Locale.ROOT), site.given(name));
        if (semicolon < 0) {
            return known;
        }
        if (ValueRules.isPlain(known) || Authority.isPlain(known) || Credentials.isSecret(known)) {
            throw new ProvisioningException(given, "takes no options");
        }
        return known + given.substring(semicolon);
    }

    /** Values under the names that rules know. */
    Map<String, List<String>> known(Map<String, List<String>> values) throws ProvisioningException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> value : values.entrySet()) {
            String known = known(value.getKey());
            classes(known, value.getValue());
            all.computeIfAbsent(known, name -> new ArrayList<>()).addAll(value.getValue());
        }
        return all;
    }

    /** A change under the name that rules know. */
    AttributeChange known(AttributeChange change) throws ProvisioningException {
        String known = known(change.attribute());
        classes(known, change.values());
        return new AttributeChange(known, change.operation(), change.values());
    }

    /** The changes under the names that rules know. */
    List<AttributeChange> known(List<AttributeChange> changes) throws ProvisioningException {
        List<AttributeChange> all = new ArrayList<>();
        for (AttributeChange change : changes) {
            all.add(known(change));
        }
        return all;
    }

    /** A class has a number, too, under which rules would not see it. */
    private static void classes(String attribute, List<String> values)
            throws ProvisioningException {
        for (String value : values) {
            if (attribute.equalsIgnoreCase("objectClass")
                    && !NAME.matcher(value.strip()).matches()) {
                throw new ProvisioningException(
                        attribute, "'" + value + "': a class is given by its name");
            }
        }
    }

    /**
     * The name of an entry as rules know it: escapes as short as can be, attributes by name.
     *
     * @throws ProvisioningException if it is malformed or has a number in place of an attribute
     */
    String knownDn(String dn) throws ProvisioningException {
        StringJoiner known = new StringJoiner(",");
        LdapName name = EntryRules.name(dn);
        for (int i = name.size() - 1; i >= 0; i--) {
            Rdn part = name.getRdn(i);
            if (!(part.getValue() instanceof String)) {
                throw new ProvisioningException("dn", "'" + dn + "' has octets in it");
            }
            if (part.size() == 1) {
                known.add(known(part.getType()) + "=" + Rdn.escapeValue(part.getValue()));
            } else {
                known.add(part.toString());
            }
        }
        return known.toString();
    }
}
