// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Finds the user of a certificate (reference page imap-pop-http, "Certificates"). A way that finds
 * several users finds none.
 */
final class CertificateUsers {
    private static final int RFC822_NAME = 1;

    private final CertificateSettings settings;

    CertificateUsers(CertificateSettings settings) {
        this.settings = settings;
    }

    Optional<Account> find(Directory directory, X509Certificate certificate)
            throws DirectoryUnavailableException {
        for (String way : SettingWords.of(settings.mapping())) {
            Optional<Account> found =
                    switch (way.toLowerCase(Locale.ROOT)) {
                        case "email" -> byAddress(directory, certificate);
                        case "uid" -> byUid(directory, certificate);
                        case "subject" -> bySubject(directory, certificate);
                        default -> Optional.empty();
                    };
            if (found.isPresent() && allows(directory, found.get(), way)) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean allows(Directory directory, Account account, String way)
            throws DirectoryUnavailableException {
        Optional<Domain> domain = directory.domain(account.domain());
        return domain.flatMap(d -> d.attributes().first("inetDomainCertMap"))
                .map(map -> SettingWords.of(map).stream().anyMatch(way::equalsIgnoreCase))
                .orElse(true);
    }

    private static Optional<Account> byAddress(Directory directory, X509Certificate certificate)
            throws DirectoryUnavailableException {
        List<Account> found = new ArrayList<>();
        for (String text : addresses(certificate)) {
            try {
                MailAddress address = MailAddress.parse(text);
                Optional<DirectoryEntry> entry = directory.find(address);
                // A catch-all or an address with detail is not the user's own name.
                if (entry.isPresent()
                        && entry.get() instanceof Account account
                        && OwnAddresses.has(account, address)) {
                    found.add(account);
                }
            } catch (AddressSyntaxException noAddress) {
                // Certificates may say anything; what is no address is nobody's.
                continue;
            }
        }
        return single(found);
    }

    private static List<String> addresses(X509Certificate certificate) {
        List<String> addresses = new ArrayList<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                certificate.getSubjectAlternativeNames().stream()
                        .filter(name -> Objects.equals(name.get(0), RFC822_NAME))
                        .forEach(name -> addresses.add((String) name.get(1)));
            }
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
        return addresses;
    }

    private static Optional<Account> byUid(Directory directory, X509Certificate certificate)
            throws DirectoryUnavailableException {
        Optional<String> uid = Optional.empty();
        try {
            for (Rdn rdn :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (List.of("uid", "0.9.2342.19200300.100.1.1")
                                .contains(rdn.getType().toLowerCase(Locale.ROOT))
                        && rdn.getValue() instanceof String value) {
                    uid = Optional.of(value);
                }
            }
        } catch (InvalidNameException malformed) {
            return Optional.empty();
        }
        return uid.isEmpty() ? Optional.empty() : directory.login(uid.get());
    }

    private Optional<Account> bySubject(Directory directory, X509Certificate certificate)
            throws DirectoryUnavailableException {
        String subject = SearchRequest.escape(certificate.getSubjectX500Principal().getName());
        String url =
                "ldap:///"
                        + ProxyRights.encoded(settings.searchBase())
                        + "??sub?"
                        + ProxyRights.encoded(
                                "(" + settings.subjectAttribute() + "=" + subject + ")");
        List<Account> found = new ArrayList<>();
        for (String dn : directory.values(url)) {
            directory
                    .byDn(dn)
                    .filter(Account.class::isInstance)
                    .ifPresent(entry -> found.add((Account) entry));
        }
        return single(found);
    }

    private static Optional<Account> single(List<Account> found) {
        return found.stream().map(Account::dn).distinct().count() == 1
                ? Optional.of(found.get(0))
                : Optional.empty();
    }
}
