// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The grammar behind {@link MailAddress#parse}: Mailbox of RFC 5321 section 4.1.2 with RFC 6531.
 */
final class AddressParser {
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";
    private static final Pattern IPV4 =
            Pattern.compile(
                    "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern GENERAL_LITERAL =
            Pattern.compile("[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+");

    private final String text;
    private int at;

    AddressParser(String text) {
        this.text = text;
    }

    MailAddress mailbox() throws AddressSyntaxException {
        String local = peek() == '"' ? quotedString() : dotString();
        if (octets(local) > MailAddress.MAX_LOCAL_PART) {
            throw fail("local part longer than " + MailAddress.MAX_LOCAL_PART + " octets", 0);
        }
        if (at == text.length()) {
            return new MailAddress(local, "");
        }
        if (peek() != '@') {
            throw fail("expected '@'", at);
        }
        at++;
        int start = at;
        String domain = peek() == '[' ? literal() : domainName();
        if (octets(domain) > MailAddress.MAX_DOMAIN) {
            throw fail("domain longer than " + MailAddress.MAX_DOMAIN + " octets", start);
        }
        return new MailAddress(local, domain);
    }

    private String dotString() throws AddressSyntaxException {
        int start = at;
        while (at < text.length() && (isAtext(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        String local = text.substring(start, at);
        if (local.isEmpty()) {
            throw fail("local part is missing", at);
        }
        if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            throw fail("misplaced dot in local part", start);
        }
        return local;
    }

    private String quotedString() throws AddressSyntaxException {
        int start = at++;
        StringBuilder local = new StringBuilder();
        while (true) {
            char c = peek();
            if (at >= text.length()) {
                throw fail("quoted local part is not closed", start);
            }
            at++;
            if (c == '"') {
                break;
            }
            if (c == '\\') {
                c = peek();
                at++;
            }
            if (c < ' ' || c == 0x7f) {
                throw fail("control character in quoted local part", at - 1);
            }
            local.append(c);
        }
        if (local.length() == 0) {
            throw fail("local part is empty", start);
        }
        return local.toString();
    }

    private String literal() throws AddressSyntaxException {
        int start = at;
        String literal = text.substring(at);
        if (!literal.endsWith("]")) {
            throw fail("address literal is not closed", start);
        }
        String inner = literal.substring(1, literal.length() - 1);
        boolean ipv6 = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        boolean good =
                ipv6
                        ? Ipv6Literal.isValid(inner.substring(5))
                        : IPV4.matcher(inner).matches() || GENERAL_LITERAL.matcher(inner).matches();
        if (!good) {
            throw fail("not an address literal", start);
        }
        at = text.length();
        return ipv6 ? "[IPv6:" + inner.substring(5).toLowerCase(Locale.ROOT) + "]" : literal;
    }

    private String domainName() throws AddressSyntaxException {
        int start = at;
        String domain = text.substring(at);
        at = text.length();
        if (domain.isEmpty()) {
            throw fail("domain is missing", start);
        }
        int labelStart = 0;
        for (int i = 0; i <= domain.length(); i++) {
            if (i == domain.length() || domain.charAt(i) == '.') {
                checkLabel(domain, labelStart, i, start);
                labelStart = i + 1;
            }
        }
        if (!domain.chars().allMatch(c -> c < 0x80) && toAscii(domain).equals(domain)) {
            throw fail("not an international domain name", start);
        }
        return domain;
    }

    private void checkLabel(String domain, int from, int to, int start)
            throws AddressSyntaxException {
        if (from == to) {
            throw fail("empty label in domain", start + from);
        }
        if (to - from > 63) {
            throw fail("label longer than 63 characters", start + from);
        }
        for (int i = from; i < to; i++) {
            char c = domain.charAt(i);
            boolean edge = i == from || i == to - 1;
            // Underscores are no host names, but real mail domains carry them.
            if (!(isAlnum(c) || c >= 0x80 || (c == '-' && !edge) || c == '_')) {
                throw fail("character not allowed in domain", start + i);
            }
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isAlnum(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isAtext(char c) {
        return isAlnum(c) || c >= 0x80 || ATEXT_SPECIALS.indexOf(c) >= 0;
    }

    private static AddressSyntaxException fail(String reason, int index) {
        return new AddressSyntaxException(reason, index + 1);
    }

    private static int octets(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    static String quoteIfNeeded(String local) {
        boolean dotString =
                !local.isEmpty()
                        && !local.startsWith(".")
                        && !local.endsWith(".")
                        && !local.contains("..")
                        && local.chars().allMatch(c -> c == '.' || isAtext((char) c));
        return dotString ? local : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String toAscii(String domain) {
        if (domain.startsWith("[") || domain.chars().allMatch(c -> c < 0x80)) {
            return domain;
        }
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notInternational) {
            return domain;
        }
    }
}
