// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.Locale;
import java.util.Objects;

/**
 * A mailbox as SMTP writes it: local part and domain (RFC 5321 section 4.1.2, RFC 6531 for
 * international addresses).
 *
 * <p>The local part is kept <em>unquoted</em>, exactly as the sender wrote it otherwise; two
 * addresses are equal when their local parts are equal character by character and their domains are
 * the same name. The domain is lower case; an international domain is kept in U-labels when it was
 * given so, and {@link #asciiDomain()} gives its A-labels. An address literal keeps its brackets
 * ({@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]}). An empty domain means that the address was
 * given without one ({@code postmaster}); acceptance completes it.
 *
 * <p>Source routes and angle brackets are not part of an address: the SMTP grammar strips them.
 *
 * @param localPart unquoted local part, 1 to 64 octets in UTF-8
 * @param domain lower-case domain, address literal in brackets, or empty; at most 255 octets
 */
public record MailAddress(String localPart, String domain) {

    /** Longest local part in octets (RFC 5321 section 4.5.3.1.1). */
    public static final int MAX_LOCAL_PART = 64;

    /** Longest domain in octets (RFC 5321 section 4.5.3.1.2). */
    public static final int MAX_DOMAIN = 255;

    /** Folds the domain to lower case. */
    public MailAddress {
        Objects.requireNonNull(localPart, "localPart");
        domain = domain.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads one mailbox, {@code local@domain}, with the local part in dot-string or quoted-string
     * form; UTF-8 is allowed in both halves.
     *
     * @param text the mailbox without angle brackets
     * @return the address
     * @throws AddressSyntaxException if the text is not exactly one mailbox, or is too long
     */
    public static MailAddress parse(String text) throws AddressSyntaxException {
        return new AddressParser(text).mailbox();
    }

    /** True when the address has no domain yet. */
    public boolean isUnqualified() {
        return domain.isEmpty();
    }

    /** True when the domain is an address literal. */
    public boolean isLiteral() {
        return domain.startsWith("[");
    }

    /**
     * True when either half has a character outside ASCII, so that SMTPUTF8 is needed as it stands.
     */
    public boolean isInternational() {
        return !ascii(localPart) || !ascii(domain);
    }

    /**
     * The domain in A-labels (RFC 5891), as DNS wants it; the domain itself when that is not
     * possible.
     */
    public String asciiDomain() {
        return AddressParser.toAscii(domain);
    }

    /** The same address with another domain. */
    public MailAddress withDomain(String newDomain) {
        return new MailAddress(localPart, newDomain);
    }

    /** The same address with another local part. */
    public MailAddress withLocalPart(String newLocalPart) {
        return new MailAddress(newLocalPart, domain);
    }

    /** The wire form: the local part quoted where the grammar needs it (RFC 5321 section 4.1.2). */
    @Override
    public String toString() {
        String local = AddressParser.quoteIfNeeded(localPart);
        return domain.isEmpty() ? local : local + "@" + domain;
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
