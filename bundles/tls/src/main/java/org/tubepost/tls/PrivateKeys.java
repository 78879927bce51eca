// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Private keys in the forms that OpenSSL writes: PKCS#8 in clear and encrypted (RFC 5958), PKCS#1
 * for RSA (RFC 8017 appendix A.1.2), SEC 1 for elliptic curves (RFC 5915). Java reads PKCS#8 only,
 * so the last two are put into it.
 */
final class PrivateKeys {
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA_ALGORITHM = {
        0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_ALGORITHM = {
        6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
    };
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int OBJECT_IDENTIFIER = 6;
    private static final int CURVE = 0xa0;

    private PrivateKeys() {}

    /**
     * The first key of a PEM file.
     *
     * @param password for an encrypted one
     * @throws GeneralSecurityException if there is none that can be read
     */
    static PrivateKey first(PemBlocks pem, char[] password)
            throws GeneralSecurityException, IOException {
        for (PemBlocks.Block block : pem.blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return fromPkcs8(block.octets());
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return decrypt(block.octets(), password);
                }
                case "RSA PRIVATE KEY" -> {
                    return fromPkcs8(
                            sequence(VERSION_0, RSA_ALGORITHM, tlv(OCTET_STRING, block.octets())));
                }
                case "EC PRIVATE KEY" -> {
                    return fromSec1(block.octets());
                }
                default -> {
                    // A certificate, or parameters that the key repeats.
                }
            }
        }
        throw new InvalidKeySpecException("no private key in the file");
    }

    private static PrivateKey fromPkcs8(byte[] octets) throws GeneralSecurityException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind)
                        .generatePrivate(new PKCS8EncodedKeySpec(octets));
            } catch (InvalidKeySpecException otherKind) {
                // The next kind may know it.
            }
        }
        throw new InvalidKeySpecException("unknown kind of private key");
    }

    private static PrivateKey decrypt(byte[] octets, char[] password)
            throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(octets);
        String algorithm = info.getAlgParameters().toString(); // PBES2 names its parts only here
        if (!algorithm.startsWith("PBE")) {
            algorithm = info.getAlgName();
        }
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                info.getAlgParameters());
        return fromPkcs8(info.getKeySpec(cipher).getEncoded());
    }

    /** {@code SEQUENCE { 1, OCTET STRING, [0] curve, [1] public key }}. */
    private static PrivateKey fromSec1(byte[] octets) throws GeneralSecurityException {
        ByteBuffer key = content(ByteBuffer.wrap(octets), SEQUENCE);
        while (key.hasRemaining()) {
            int tag = key.get(key.position()) & 0xff;
            ByteBuffer value = content(key, tag);
            if (tag == CURVE
                    && value.hasRemaining()
                    && (value.get(value.position()) & 0xff) == OBJECT_IDENTIFIER) {
                byte[] curve = new byte[value.remaining()];
                value.get(curve);
                return fromPkcs8(
                        sequence(
                                VERSION_0,
                                sequence(EC_ALGORITHM, curve),
                                tlv(OCTET_STRING, octets)));
            }
        }
        throw new InvalidKeySpecException("the EC key does not name its curve");
    }

    /** Value of the element at the buffer's position, which is left behind it. */
    private static ByteBuffer content(ByteBuffer from, int tag) throws InvalidKeySpecException {
        try {
            if ((from.get() & 0xff) != tag) {
                throw new InvalidKeySpecException("broken key");
            }
            int length = from.get() & 0xff;
            if (length > 0x80 && length <= 0x83) {
                int more = length - 0x80;
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = length << 8 | from.get() & 0xff;
                }
            }
            ByteBuffer value = from.slice(from.position(), length);
            from.position(from.position() + length);
            return value;
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException torn) {
            throw new InvalidKeySpecException("torn key", torn);
        }
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return tlv(SEQUENCE, all.toByteArray());
    }

    private static byte[] tlv(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            int octets = value.length < 0x100 ? 1 : value.length < 0x10000 ? 2 : 3;
            out.write(0x80 + octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(value.length >> 8 * i);
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
