// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.tubepost.client.access.ClientPattern.Network;

/** Reads one client pattern. */
final class PatternReader {
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern ADDRESS_4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern ADDRESS_6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

    private final BiConsumer<Integer, String> doubts;

    /**
     * A reader.
     *
     * @param doubts told of what is correct and still never matches, with its index
     */
    PatternReader(BiConsumer<Integer, String> doubts) {
        this.doubts = doubts;
    }

    /**
     * Reads.
     *
     * @param index where the word begins, for errors
     */
    ClientPattern read(String word, int index) throws FilterSyntaxException {
        int at = word.indexOf('@');
        if (at == 0) {
            throw new FilterSyntaxException(index, "netgroups are not known here: '" + word + "'");
        } else if (at > 0) {
            return ofUser(
                    word.substring(0, at), read(word.substring(at + 1), index + at + 1), index);
        }
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "" -> throw new FilterSyntaxException(index, "expected a client");
            case "ALL", "*" -> new ClientPattern.Everybody();
            case "LOCAL" -> new ClientPattern.Local();
            case "KNOWN" -> new ClientPattern.Known();
            case "UNKNOWN" -> new ClientPattern.Unknown();
            case "DNSSPOOFER" -> new ClientPattern.Spoofer();
            default -> addressOrName(word, index);
        };
    }

    /** The user of a client is unknown, as nobody asks for it. */
    private ClientPattern ofUser(String user, ClientPattern client, int index) {
        boolean anyUser = user.equals("*") || user.equalsIgnoreCase("ALL");
        if (anyUser || user.equalsIgnoreCase("UNKNOWN")) {
            return client;
        }
        doubts.accept(
                index, "'" + user + "@' never matches: clients are not asked for their users");
        return new ClientPattern.Nobody();
    }

    private static ClientPattern addressOrName(String word, int index)
            throws FilterSyntaxException {
        int slash = word.indexOf('/');
        if (slash >= 0) {
            return network(word, slash, index);
        } else if (NUMERIC.matcher(word).matches()) {
            return word.endsWith(".") ? prefix(word, index) : single(word, index);
        } else if (word.indexOf(':') >= 0 || word.startsWith("[")) {
            return single(word, index);
        }
        String name = word.toLowerCase(Locale.ROOT);
        String labels = name.startsWith(".") ? name.substring(1) : name;
        if (!NAME.matcher(labels).matches()) {
            throw new FilterSyntaxException(
                    index, "'" + word + "' is neither a host, a .domain nor an address");
        }
        return name.startsWith(".") ? new ClientPattern.Below(name) : new ClientPattern.Host(name);
    }

    private static Network single(String word, int index) throws FilterSyntaxException {
        byte[] octets = address(word, index);
        return masked(octets, bits(octets.length, octets.length * 8));
    }

    /** {@code 192.0.2.} */
    private static Network prefix(String word, int index) throws FilterSyntaxException {
        int given = (int) word.chars().filter(c -> c == '.').count();
        StringBuilder whole = new StringBuilder(word);
        for (int i = given; i < 4; i++) {
            whole.append(i < 3 ? "0." : "0");
        }
        byte[] octets = address(whole.toString(), word, index);
        return masked(octets, bits(octets.length, given * 8));
    }

    private static Network network(String word, int slash, int index) throws FilterSyntaxException {
        byte[] base = address(word.substring(0, slash), index);
        String mask = word.substring(slash + 1);
        if (mask.matches("[0-9]{1,3}")) {
            int length = Integer.parseInt(mask);
            if (length > base.length * 8) {
                throw new FilterSyntaxException(
                        index + slash + 1, "a mask has at most " + base.length * 8 + " bits");
            }
            return masked(base, bits(base.length, length));
        }
        byte[] octets = address(mask, index + slash + 1);
        if (octets.length != base.length) {
            throw new FilterSyntaxException(
                    index + slash + 1, "address and mask are of different kinds");
        }
        return masked(base, octets);
    }

    private static Network masked(byte[] octets, byte[] mask) {
        byte[] base = new byte[octets.length];
        for (int i = 0; i < base.length; i++) {
            base[i] = (byte) (octets[i] & mask[i]);
        }
        return new Network(base, mask);
    }

    private static byte[] bits(int octets, int ones) {
        byte[] mask = new byte[octets];
        for (int i = 0; i < ones; i++) {
            mask[i / 8] |= (byte) (0x80 >> i % 8);
        }
        return mask;
    }

    private static byte[] address(String text, int index) throws FilterSyntaxException {
        return address(text, text, index);
    }

    /**
     * Octets of an address; never looks a name up.
     *
     * @param written what an error shows
     */
    private static byte[] address(String text, String written, int index)
            throws FilterSyntaxException {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        if (ADDRESS_4.matcher(bare).matches() || ADDRESS_6.matcher(bare).matches()) {
            try {
                return InetAddress.getByName(bare).getAddress();
            } catch (UnknownHostException malformed) {
                // Told below.
            }
        }
        throw new FilterSyntaxException(index, "'" + written + "' is no IP address");
    }
}
