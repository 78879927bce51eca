// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFReader;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.testkit.ComponentSettings;

/** Back ends for tests, and the entries of the tests. */
final class Sources {
    private Sources() {}

    /** A back end that asks a server as the one who may do everything. */
    static LdapSource of(TestServer server, Map<String, Object> further) {
        Map<String, Object> settings =
                new HashMap<>(
                        Map.of(
                                "servers",
                                new String[] {"127.0.0.1:" + server.port()},
                                "bindDn",
                                server.rootDn(),
                                "passwordFile",
                                server.passwordFile().toString()));
        settings.putAll(further);
        return new LdapSource(ComponentSettings.of(LdapSettings.class, settings));
    }

    /** Makes the top of both trees where it is absent, and the entries of some resources. */
    static void load(DirectorySource source, String... resources) throws Exception {
        for (String top : List.of("tubepost", "internet")) {
            String dn = "o=" + top;
            if (source.search(
                            new SearchRequest(
                                    dn, SearchRequest.Scope.BASE, "(objectClass=*)", List.of(), 1))
                    .isEmpty()) {
                source.add(
                        new DirectoryRecord(
                                dn,
                                Map.of(
                                        "objectClass",
                                        List.of("top", "organization"),
                                        "o",
                                        List.of(top))));
            }
        }
        for (String resource : resources) {
            try (InputStream file = Sources.class.getResourceAsStream(resource);
                    LDIFReader reader = new LDIFReader(file)) {
                for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                    source.add(record(entry));
                }
            }
        }
    }

    private static DirectoryRecord record(Entry entry) {
        Map<String, List<String>> values = new HashMap<>();
        for (Attribute attribute : entry.getAttributes()) {
            values.put(attribute.getName(), List.of(attribute.getValues()));
        }
        return new DirectoryRecord(entry.getDN(), values);
    }
}
