// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.auth.password.StoredPassword;

/** Whether an entry of a text is the one that is there. */
final class EntryComparison {
    private static final Set<String> PASSWORDS = Set.of("userpassword", "authpassword");

    private EntryComparison() {}

    /**
     * All that the text says must be there already.
     *
     * @param secrets whether passwords and keys are compared, too
     * @throws ProvisioningException with the attribute that is different
     */
    static void same(DirectoryRecord entry, DirectoryRecord present, boolean secrets)
            throws ProvisioningException {
        for (Map.Entry<String, List<String>> attribute : entry.values().entrySet()) {
            String name = attribute.getKey();
            List<String> stored = present.all(name);
            if (Credentials.isSecret(name) && !secrets) {
                continue;
            }
            boolean same =
                    PASSWORDS.contains(name)
                            ? attribute.getValue().stream().allMatch(v -> opens(v, stored))
                            : holdsAll(stored, attribute.getValue());
            if (!same) {
                throw new ProvisioningException(
                        name, entry.dn() + " exists already and is different in this");
            }
        }
    }

    private static boolean opens(String password, List<String> stored) {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        return stored.contains(password)
                || stored.stream().anyMatch(s -> StoredPassword.parse(s).matches(octets));
    }

    private static boolean holdsAll(Collection<String> stored, List<String> wanted) {
        Set<String> all = new HashSet<>();
        stored.forEach(v -> all.add(lower(v)));
        return wanted.stream().allMatch(v -> all.contains(lower(v)));
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
