// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Reads an address list with the places of its addresses; see {@link AddressSpan#of}. Passes over
 * the octets once, without recursion, so that no field takes it long. One object for one field.
 */
final class AddressListReader {
    private final byte[] octets;
    private final HeaderTokens tokens;
    private final List<AddressSpan> found = new ArrayList<>();
    private final List<HeaderTokens.Token> element = new ArrayList<>();
    private boolean group;

    AddressListReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.tokens = new HeaderTokens(octets, from, to);
    }

    Optional<List<AddressSpan>> read() {
        try {
            boolean angle = false;
            for (HeaderTokens.Token token = tokens.next(); token != null; token = tokens.next()) {
                angle = take(token, angle);
            }
            if (angle) {
                throw new HeaderTokens.BrokenFieldException();
            }
            end();
            return Optional.of(List.copyOf(found));
        } catch (HeaderTokens.BrokenFieldException broken) {
            return Optional.empty();
        }
    }

    /**
     * Takes a token.
     *
     * @param angle whether an angle bracket is open
     * @return whether one is open behind the token
     */
    private boolean take(HeaderTokens.Token token, boolean angle)
            throws HeaderTokens.BrokenFieldException {
        switch (token.kind()) {
            case '<' -> {
                require(!angle);
                element.clear();
                return true;
            }
            case '>' -> {
                require(angle);
                address();
                // What stands behind an address in brackets belongs to nothing.
                element.clear();
                return false;
            }
            case ',' -> {
                if (!angle) {
                    end();
                }
            }
            case ':' -> {
                // The name of a group, or the route before an address (RFC 5322 section 4.4).
                require(angle || !group);
                group |= !angle;
                element.clear();
            }
            case ';' -> {
                require(group && !angle);
                end();
                group = false;
            }
            default -> element.add(token);
        }
        return angle;
    }

    private static void require(boolean condition) throws HeaderTokens.BrokenFieldException {
        if (!condition) {
            throw new HeaderTokens.BrokenFieldException();
        }
    }

    private void end() {
        address();
        element.clear();
    }

    /** The tokens so far, if they are an address. */
    private void address() {
        int at = 0;
        while (at < element.size() && element.get(at).kind() != '@') {
            at++;
        }
        boolean qualified = at < element.size();
        if (at == 0
                || !dotted(element.subList(0, at))
                || (qualified && !domain(element.subList(at + 1, element.size())))) {
            return;
        }
        String domain = qualified ? joined(element.subList(at + 1, element.size())) : "";
        try {
            String written = new MailAddress(joined(element.subList(0, at)), domain).toString();
            found.add(
                    new AddressSpan(
                            element.get(0).from(),
                            element.get(element.size() - 1).to(),
                            MailAddress.parse(written)));
        } catch (AddressSyntaxException broken) {
            // It looks like an address and is none: it stays as it is.
            return;
        }
    }

    private boolean domain(List<HeaderTokens.Token> words) {
        boolean literal = words.size() == 1 && words.get(0).kind() == '[';
        return literal
                || (!words.isEmpty()
                        && words.stream().allMatch(t -> t.kind() == 'a')
                        && dotted(words));
    }

    /** True for words with dots between them; words side by side are a display name. */
    private boolean dotted(List<HeaderTokens.Token> words) {
        for (int i = 0; i < words.size(); i++) {
            HeaderTokens.Token word = words.get(i);
            if (word.kind() != 'a' && word.kind() != '"') {
                return false;
            }
            if (i > 0 && octets[word.from()] != '.' && octets[words.get(i - 1).to() - 1] != '.') {
                return false;
            }
        }
        return true;
    }

    private String joined(List<HeaderTokens.Token> words) {
        StringBuilder all = new StringBuilder();
        for (HeaderTokens.Token word : words) {
            String text = HeaderField.text(octets, word.from(), word.to());
            all.append(word.kind() == '"' ? unquoted(text) : text);
        }
        return all.toString();
    }

    /** Without quotes, backslashes and line breaks. */
    private static String unquoted(String quoted) {
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\') {
                plain.append(quoted.charAt(++i));
            } else if (c != '\r' && c != '\n') {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
