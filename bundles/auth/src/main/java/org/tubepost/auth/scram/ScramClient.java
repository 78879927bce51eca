// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The client's side of one SCRAM login (RFC 5802 section 5). Call the three methods in their order.
 * Malformed or dishonest answers of the server are refused with {@link IllegalArgumentException}.
 */
public final class ScramClient {
    private static final int NONCE_OCTETS = 18;
    private static final int FEWEST_ITERATIONS = 4096;
    private static final int MOST_ITERATIONS = 1_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScramHash hash;
    private final String user;
    private final String password;
    private final String gs2Header;
    private final byte[] bindingData;
    private final String nonce;
    private byte[] expectedSignature = new byte[0];

    /**
     * Begins a login.
     *
     * @param binding {@code tls-server-end-point} data for the mechanisms with {@code -PLUS}; empty
     *     for those without
     * @param couldBind this side could bind, but the server did not offer it: the server is told,
     *     so that it notices if somebody took its offer away
     */
    public ScramClient(
            ScramHash hash,
            String user,
            String password,
            Optional<byte[]> binding,
            boolean couldBind) {
        this(hash, user, password, binding, couldBind, randomNonce());
    }

    ScramClient(
            ScramHash hash,
            String user,
            String password,
            Optional<byte[]> binding,
            boolean couldBind,
            String nonce) {
        this.hash = hash;
        this.user = SaslPrep.prepare(user);
        this.password = SaslPrep.prepare(password);
        this.bindingData = binding.orElse(new byte[0]);
        this.gs2Header =
                binding.isPresent() ? "p=" + ChannelBinding.TYPE + ",," : couldBind ? "y,," : "n,,";
        this.nonce = nonce;
    }

    private static String randomNonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    /** The first message. */
    public byte[] first() {
        return ScramVerifier.utf8(gs2Header + bare());
    }

    private String bare() {
        return "n=" + ScramMessage.encodeName(user) + ",r=" + nonce;
    }

    /** The answer to the server's first message, with the proof. */
    public byte[] answer(byte[] serverFirst) {
        String text = ScramMessage.text(serverFirst);
        ScramMessage message = ScramMessage.parse(text);
        String both = message.value('r');
        byte[] salt = Base64.getDecoder().decode(message.value('s'));
        int iterations = Integer.parseInt(message.value('i'));
        if (!both.startsWith(nonce) || both.length() == nonce.length()) {
            throw new IllegalArgumentException("server answers with another nonce");
        }
        if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS || salt.length == 0) {
            throw new IllegalArgumentException("server wants " + iterations + " iterations");
        }
        byte[] header = ScramVerifier.utf8(gs2Header);
        byte[] bound = new byte[header.length + bindingData.length];
        System.arraycopy(header, 0, bound, 0, header.length);
        System.arraycopy(bindingData, 0, bound, header.length, bindingData.length);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound) + ",r=" + both;
        String authMessage = bare() + "," + text + "," + withoutProof;

        byte[] salted = hash.salted(password, salt, iterations);
        byte[] clientKey = hash.hmac(salted, ScramVerifier.ascii("Client Key"));
        byte[] signature = hash.hmac(hash.hash(clientKey), ScramVerifier.utf8(authMessage));
        byte[] serverKey = hash.hmac(salted, ScramVerifier.ascii("Server Key"));
        expectedSignature = hash.hmac(serverKey, ScramVerifier.utf8(authMessage));
        String proof = Base64.getEncoder().encodeToString(ScramVerifier.xor(clientKey, signature));
        return ScramVerifier.utf8(withoutProof + ",p=" + proof);
    }

    /** Checks the server's last message: it too must know the password. */
    public void verify(byte[] serverFinal) {
        ScramMessage message = ScramMessage.parse(ScramMessage.text(serverFinal));
        if (message.has('e')) {
            throw new IllegalArgumentException("server refuses: " + message.value('e'));
        }
        byte[] signature = Base64.getDecoder().decode(message.value('v'));
        if (expectedSignature.length == 0 || !MessageDigest.isEqual(signature, expectedSignature)) {
            throw new IllegalArgumentException("server does not know the password");
        }
    }
}
