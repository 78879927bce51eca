// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.auth.password.PasswordScheme;
import org.tubepost.auth.password.StoredPassword;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.auth.scram.ScramVerifier;

/**
 * The attributes in which a password is kept: {@code userPassword} with the hash that servers bind
 * with, and {@code authPassword} with what SCRAM needs (RFC 5803).
 */
final class Credentials {
    /** Attributes that concern nothing but logins. */
    private static final List<String> ATTRIBUTES =
            List.of("userpassword", "authpassword", "tubepostapppassword", "tubepostloginpolicy");

    private static final Set<String> SECRETS =
            Set.of("userpassword", "authpassword", "tubepostapppassword");

    private static final String HASH = "userPassword";
    private static final String VERIFIERS = "authPassword";

    private final PasswordScheme scheme;
    private final boolean scram;

    /**
     * Keeps passwords in a scheme.
     *
     * @throws IllegalArgumentException if the scheme is not known
     */
    Credentials(DirectorySettings settings) {
        String name = settings.passwordScheme().strip().toUpperCase(Locale.ROOT);
        this.scheme = PasswordScheme.valueOf(name.replace('-', '_'));
        this.scram = settings.scramVerifiers();
    }

    /** True for an attribute whose values let somebody log in, or guess until they do. */
    static boolean isSecret(String attribute) {
        return SECRETS.contains(AttributeDescriptions.base(attribute));
    }

    static boolean areOnly(Set<String> attributes) {
        return attributes.stream()
                .allMatch(name -> ATTRIBUTES.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** True for a value that is not a password in clear but a form in which one is kept. */
    static boolean isStored(String value) {
        int end = value.startsWith("{") ? value.indexOf('}') : -1;
        return end > 1
                && end < value.length() - 1
                && StoredPassword.schemes()
                        .contains(value.substring(1, end).toUpperCase(Locale.ROOT));
    }

    /** All attributes of a password, to replace those of the one before. */
    Map<String, List<String>> of(byte[] password) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put(HASH, List.of(StoredPassword.of(scheme, password)));
        if (scram) {
            values.put(VERIFIERS, verifiers(new String(password, StandardCharsets.UTF_8)));
        }
        return values;
    }

    /**
     * What makes the attributes those of {@link #of}, provided that the hash is still the one that
     * was read.
     */
    List<AttributeChange> refreshed(DirectoryRecord user, byte[] password) {
        Map<String, List<String>> fresh = of(password);
        List<AttributeChange> changes = new ArrayList<>();
        changes.add(new AttributeChange(HASH, Operation.REMOVE, user.all(HASH)));
        changes.add(new AttributeChange(HASH, Operation.ADD, fresh.get(HASH)));
        if (scram || !user.all(VERIFIERS).isEmpty()) {
            List<String> verifiers = fresh.getOrDefault(VERIFIERS, List.of());
            changes.add(new AttributeChange(VERIFIERS, Operation.REPLACE, verifiers));
        }
        return changes;
    }

    private static List<String> verifiers(String password) {
        List<String> verifiers = new ArrayList<>();
        try {
            for (ScramHash hash : ScramHash.values()) {
                verifiers.add(ScramVerifier.of(hash, password).text());
            }
            return verifiers;
        } catch (IllegalArgumentException notForScram) {
            // Characters that SCRAM forbids: the password works in clear, under TLS.
            return List.of();
        }
    }

    /**
     * True when {@link #of} would keep the password in the way in which it is kept; also when that
     * cannot be seen.
     */
    private boolean areCurrent(DirectoryRecord user) {
        List<StoredPassword> hashes = user.all(HASH).stream().map(StoredPassword::parse).toList();
        boolean oldHash = hashes.stream().noneMatch(h -> h.isOf(scheme));
        List<ScramVerifier> verifiers =
                user.all(VERIFIERS).stream().flatMap(v -> ScramVerifier.parse(v).stream()).toList();
        boolean oldVerifiers =
                scram
                        && verifiers.stream()
                                        .filter(v -> v.iterations() == ScramVerifier.ITERATIONS)
                                        .map(ScramVerifier::hash)
                                        .distinct()
                                        .count()
                                < ScramHash.values().length;
        return hashes.isEmpty() || !(oldHash || oldVerifiers);
    }

    /**
     * True when the entry keeps just this password, and not in the way in which {@link #of} would:
     * a password that has been changed meanwhile, or is checked elsewhere, is not to be
     * overwritten.
     */
    boolean mayBeRefreshed(DirectoryRecord user, byte[] password) {
        return !areCurrent(user)
                && user.all(HASH).stream()
                        .map(StoredPassword::parse)
                        .anyMatch(stored -> stored.matches(password));
    }
}
