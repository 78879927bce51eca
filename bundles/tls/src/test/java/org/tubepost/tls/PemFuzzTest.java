// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PemFuzzTest {
    private static final String[] LABELS = {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"};

    @Property(tries = 500)
    void brokenKeysAreRefusedWithACheckedException(@ForAll @Size(max = 80) byte[] octets) {
        refused(octets);
    }

    @Example
    void anEcKeyWithAnEmptyCurveIsRefusedWithACheckedException() {
        refused(new byte[] {(byte) 0xa0, 0});
    }

    private static void refused(byte[] octets) {
        for (String label : LABELS) {
            for (byte[] key : new byte[][] {octets, sequence(octets)}) {
                String pem =
                        "-----BEGIN "
                                + label
                                + "-----\n"
                                + Base64.getEncoder().encodeToString(key)
                                + "\n-----END "
                                + label
                                + "-----\n";
                try {
                    PrivateKeys.first(PemBlocks.parse(pem), new char[0]);
                    throw new AssertionError("a random key was read");
                } catch (GeneralSecurityException | IOException refused) {
                    // As it should be.
                }
            }
        }
    }

    private static byte[] sequence(byte[] content) {
        byte[] whole = new byte[content.length + 2];
        whole[0] = 0x30;
        whole[1] = (byte) content.length;
        System.arraycopy(content, 0, whole, 2, content.length);
        return whole;
    }
}
