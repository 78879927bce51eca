// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a short time that a password was right, so that programs that log in again and
 * again do not cost a bind, or a slow hash, and a look whether it is to be stored anew each time.
 * Kept is a code of the user, of the forms in which the password is stored, as far as they can be
 * seen, and of the password, under a key that this process has made for itself: neither passwords
 * nor hashes that could be guessed at elsewhere. A password that is stored anew is another code.
 * Bounded.
 */
final class ProvenPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST_REMEMBERED = 50_000;

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> proven;

    /**
     * Begins empty.
     *
     * @param memory how long; nothing is remembered for zero
     */
    ProvenPasswords(Duration memory, Ticker ticker) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
        this.proven =
                Caffeine.newBuilder()
                        .maximumSize(memory.isZero() ? 0 : MOST_REMEMBERED)
                        .expireAfterWrite(memory)
                        .ticker(ticker)
                        .build();
    }

    /** True if this was right a short while ago. */
    boolean knows(String dn, List<String> stored, byte[] password) {
        return proven.getIfPresent(code(dn, stored, password)) != null;
    }

    void proved(String dn, List<String> stored, byte[] password) {
        proven.put(code(dn, stored, password), true);
    }

    private ByteBuffer code(String dn, List<String> stored, byte[] password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            add(mac, dn.getBytes(StandardCharsets.UTF_8));
            stored.forEach(form -> add(mac, form.getBytes(StandardCharsets.UTF_8)));
            // Last, so that its place tells it from the forms, however many these are.
            add(mac, password);
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void add(Mac mac, byte[] octets) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
        mac.update(octets);
    }
}
