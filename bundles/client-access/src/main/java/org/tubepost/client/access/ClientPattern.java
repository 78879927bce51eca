// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.net.InetAddress;
import java.util.List;

/** Which clients a filter is about. */
sealed interface ClientPattern {

    /**
     * Whether a client is meant.
     *
     * @throws NameUndecidedException if that depends on its name, and nobody can say it now
     */
    boolean matches(ClientFacts client) throws NameUndecidedException;

    /** {@code ALL}, {@code *}. */
    record Everybody() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) {
            return true;
        }
    }

    /** A user of the client who is called by name: clients are never asked (RFC 1413). */
    record Nobody() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) {
            return false;
        }
    }

    /** {@code LOCAL}: a name without a dot. */
    record Local() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            String name = client.verifiedName();
            return !name.isEmpty() && name.indexOf('.') < 0;
        }
    }

    /** {@code KNOWN}: a name that leads back to the address. */
    record Known() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return !client.verifiedName().isEmpty();
        }
    }

    /** {@code UNKNOWN}: no name. */
    record Unknown() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return client.isUnknown();
        }
    }

    /** {@code DNSSPOOFER}: a name that does not lead back to the address. */
    record Spoofer() implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return client.isSpoofed();
        }
    }

    /**
     * {@code host.example.com}.
     *
     * @param name lower case
     */
    record Host(String name) implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return client.verifiedName().equals(name);
        }
    }

    /**
     * {@code .example.com}: any host below the domain.
     *
     * @param suffix lower case, with its dot
     */
    record Below(String suffix) implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return client.verifiedName().endsWith(suffix);
        }
    }

    /**
     * An address, {@code 192.0.2.}, {@code 192.0.2.0/24} or {@code 192.0.2.0/255.255.255.0}.
     *
     * @param base octets, zero where the mask is
     * @param mask of the same length
     */
    record Network(byte[] base, byte[] mask) implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) {
            return contains(client.address());
        }

        /** True for an address of the network. */
        boolean contains(InetAddress address) {
            byte[] octets = address.getAddress();
            if (octets.length != base.length) {
                return false;
            }
            for (int i = 0; i < octets.length; i++) {
                if ((octets[i] & mask[i]) != base[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Some, except others.
     *
     * @param some any of these
     * @param others none of these; empty for no exception
     */
    record Group(List<ClientPattern> some, List<ClientPattern> others) implements ClientPattern {
        @Override
        public boolean matches(ClientFacts client) throws NameUndecidedException {
            return any(some, client) && !any(others, client);
        }

        private static boolean any(List<ClientPattern> patterns, ClientFacts client)
                throws NameUndecidedException {
            for (ClientPattern pattern : patterns) {
                if (pattern.matches(client)) {
                    return true;
                }
            }
            return false;
        }
    }
}
