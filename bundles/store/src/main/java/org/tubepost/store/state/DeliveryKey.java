// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Fingerprint (128 bits of SHA-256) of a delivery's key and the folder it was meant for, so that a
 * second delivery with the same key is recognized even when the folder did not exist and the
 * message went to INBOX.
 */
public record DeliveryKey(long high, long low) {

    /** Not a delivery. */
    public static final DeliveryKey NONE = new DeliveryKey(0, 0);

    /** Of a key given to {@code MessageStore.deliver} and the target's folder. */
    public static DeliveryKey of(String key, String folder) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(key.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            ByteBuffer digest =
                    ByteBuffer.wrap(sha.digest(folder.getBytes(StandardCharsets.UTF_8)));
            return new DeliveryKey(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
