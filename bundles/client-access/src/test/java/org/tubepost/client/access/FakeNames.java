// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Names as a test says; every other address has none. */
final class FakeNames implements ClientFacts.Names {
    final Map<String, ClientFacts.Name> names = new HashMap<>();
    boolean away;
    int asked;

    FakeNames with(String address, String name) {
        names.put(address, new ClientFacts.Name(name, true));
        return this;
    }

    FakeNames spoofed(String address, String name) {
        names.put(address, new ClientFacts.Name(name, false));
        return this;
    }

    @Override
    public ClientFacts.Name of(InetAddress address) throws NameUndecidedException {
        asked++;
        if (away) {
            throw new NameUndecidedException("no server answers");
        }
        return names.getOrDefault(address.getHostAddress(), ClientFacts.Name.NONE);
    }
}
