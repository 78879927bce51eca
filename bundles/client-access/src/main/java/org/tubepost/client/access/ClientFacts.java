// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.net.InetAddress;
import java.util.Locale;

/**
 * What is known of a client. Its name is looked for when a filter first needs it. Used by one
 * thread.
 */
final class ClientFacts {
    private final InetAddress address;
    private final Names names;
    private Name name;

    /** Finds names of clients; may block. */
    interface Names {
        /** The name of an address, and whether it leads back to it. */
        Name of(InetAddress address) throws NameUndecidedException;
    }

    /**
     * The name of a client.
     *
     * @param text lower case, without final dot; empty if there is none
     * @param verified the name leads back to the address
     */
    record Name(String text, boolean verified) {
        static final Name NONE = new Name("", false);

        /** In lower case. */
        Name {
            text = text.toLowerCase(Locale.ROOT);
        }
    }

    ClientFacts(InetAddress address, Names names) {
        this.address = address;
        this.names = names;
    }

    InetAddress address() {
        return address;
    }

    /** The verified name; empty if there is none. */
    String verifiedName() throws NameUndecidedException {
        return name().verified() ? name().text() : "";
    }

    /** No name belongs to the address. */
    boolean isUnknown() throws NameUndecidedException {
        return name().text().isEmpty();
    }

    /** The name that the address claims does not lead back to it. */
    boolean isSpoofed() throws NameUndecidedException {
        return !isUnknown() && !name().verified();
    }

    private Name name() throws NameUndecidedException {
        if (name == null) {
            name = names.of(address);
        }
        return name;
    }
}
