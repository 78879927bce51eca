// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.auth.scram.ChannelBinding;
import org.tubepost.auth.scram.SaslPrep;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.auth.scram.ScramMessage;
import org.tubepost.auth.scram.ScramVerifier;

/**
 * The server's side of one SCRAM login (RFC 5802 section 5). A user who does not exist, or for whom
 * nothing is stored, gets a salt and fails at the proof like anybody with a wrong password.
 */
final class ScramExchange implements SaslExchange {
    private static final int NONCE_OCTETS = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Admission admission;
    private final ScramSecret secret;
    private final ScramHash hash;
    private final Optional<byte[]> binding;
    private final boolean plusOffered;
    private final AuthenticationContext context;
    private final String nonce;

    private State state = State.FIRST;
    private Attempt attempt;
    private String authorization = "";
    private String gs2Header = "";
    private String transcript = "";
    private String bothNonces = "";
    private ScramVerifier verifier;
    private boolean known;
    private AuthenticationOutcome outcome;

    private enum State {
        FIRST,
        PROOF,
        ACKNOWLEDGED
    }

    /**
     * Begins.
     *
     * @param binding data to compare with, for the mechanisms with {@code -PLUS}
     * @param plusOffered a client that could bind would have seen that we can
     */
    ScramExchange(
            Admission admission,
            ScramSecret secret,
            ScramHash hash,
            Optional<byte[]> binding,
            boolean plusOffered,
            AuthenticationContext context) {
        this.admission = admission;
        this.secret = secret;
        this.hash = hash;
        this.binding = binding;
        this.plusOffered = plusOffered;
        this.context = context;
        this.attempt = new Attempt(mechanism(), "", context);
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        this.nonce = Base64.getEncoder().encodeToString(octets);
    }

    private String mechanism() {
        return hash.mechanism() + (binding.isPresent() ? "-PLUS" : "");
    }

    @Override
    public Turn respond(byte[] response) {
        if (response == null) {
            return new Turn.Challenge(new byte[0]);
        }
        try {
            return switch (state) {
                case FIRST -> first(ScramMessage.text(response));
                case PROOF -> proof(ScramMessage.text(response));
                case ACKNOWLEDGED ->
                        response.length == 0
                                ? new Turn.Done(outcome)
                                : malformed("nothing is expected after the signature");
            };
        } catch (NotNowException later) {
            return new Turn.Done(later.outcome());
        } catch (IllegalArgumentException wrong) {
            return malformed(wrong.getMessage());
        }
    }

    private Turn malformed(String text) {
        return new Turn.Done(admission.malformed(attempt, text));
    }

    private Turn first(String text) throws NotNowException {
        ScramMessage message = ScramMessage.parse(text);
        String flag = message.word();
        checkBinding(flag);
        String authzid = message.word();
        if (!authzid.isEmpty() && !authzid.startsWith("a=")) {
            throw new IllegalArgumentException("expected attribute a of SCRAM");
        }
        authorization =
                authzid.isEmpty() ? "" : ScramMessage.decodeName(authzid.substring("a=".length()));
        gs2Header = flag + "," + authzid + ",";
        if (message.has('m')) {
            throw new IllegalArgumentException("extension of SCRAM is not known");
        }
        String login = SaslPrep.prepare(ScramMessage.decodeName(message.value('n')));
        String clientNonce = message.value('r');
        if (login.isEmpty() || clientNonce.isEmpty()) {
            throw new IllegalArgumentException("name or nonce of SCRAM is empty");
        }
        attempt = new Attempt(mechanism(), login, context);
        verifier = admission.ask(attempt, directory -> verifier(directory, login));
        bothNonces = clientNonce + nonce;
        String answer =
                "r="
                        + bothNonces
                        + ",s="
                        + Base64.getEncoder().encodeToString(verifier.salt())
                        + ",i="
                        + verifier.iterations();
        transcript = text.substring(gs2Header.length()) + "," + answer + ",";
        state = State.PROOF;
        return new Turn.Challenge(answer.getBytes(StandardCharsets.UTF_8));
    }

    private void checkBinding(String flag) {
        boolean binds = flag.startsWith("p=");
        if (binds != binding.isPresent() || !(binds || flag.equals("n") || flag.equals("y"))) {
            throw new IllegalArgumentException("channel binding does not fit the mechanism");
        }
        if (binds && !flag.equals("p=" + ChannelBinding.TYPE)) {
            throw new IllegalArgumentException(
                    "channel binding must be of the type " + ChannelBinding.TYPE);
        }
        if (flag.equals("y") && plusOffered) {
            throw new IllegalArgumentException("somebody hid from you that we can bind channels");
        }
    }

    private ScramVerifier verifier(Directory directory, String login)
            throws DirectoryUnavailableException {
        Optional<Account> account =
                directory.login(login).filter(a -> Passwords.mayUseMain(a, admission.settings()));
        byte[] salt = secret.salt(hash, login.toLowerCase(Locale.ROOT));
        Optional<ScramVerifier> real =
                account.flatMap(a -> Passwords.verifier(a, hash))
                        .or(
                                () ->
                                        account.flatMap(Passwords::clearText)
                                                .flatMap(p -> made(p, salt)));
        known = real.isPresent();
        return real.orElseGet(
                () ->
                        new ScramVerifier(
                                hash,
                                ScramVerifier.ITERATIONS,
                                salt,
                                new byte[hash.octets()],
                                new byte[hash.octets()]));
    }

    private Optional<ScramVerifier> made(String password, byte[] salt) {
        try {
            return Optional.of(ScramVerifier.of(hash, password, salt, ScramVerifier.ITERATIONS));
        } catch (IllegalArgumentException notForScram) {
            // What is wrong with the stored password is nothing for the client to learn.
            return Optional.empty();
        }
    }

    private Turn proof(String text) {
        ScramMessage message = ScramMessage.parse(text);
        byte[] bound = Base64.getDecoder().decode(message.value('c'));
        String nonces = message.value('r');
        byte[] proof = Base64.getDecoder().decode(message.last('p'));
        if (!nonces.equals(bothNonces)) {
            throw new IllegalArgumentException("nonce of SCRAM has changed");
        }
        String authMessage = transcript + text.substring(0, text.lastIndexOf(",p="));
        boolean sameChannel = MessageDigest.isEqual(bound, expectedBinding());
        boolean proved = verifier.proves(proof, authMessage) && known && sameChannel;
        outcome =
                admission.judge(
                        attempt,
                        authorization,
                        directory -> finding(directory, proved, sameChannel));
        if (!(outcome instanceof AuthenticationOutcome.Accepted)) {
            return new Turn.Done(outcome);
        }
        state = State.ACKNOWLEDGED;
        String signature =
                Base64.getEncoder().encodeToString(verifier.serverSignature(authMessage));
        return new Turn.Challenge(("v=" + signature).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] expectedBinding() {
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        byte[] data = binding.orElse(new byte[0]);
        byte[] expected = new byte[header.length + data.length];
        System.arraycopy(header, 0, expected, 0, header.length);
        System.arraycopy(data, 0, expected, header.length, data.length);
        return expected;
    }

    private Finding finding(Directory directory, boolean proved, boolean sameChannel)
            throws DirectoryUnavailableException {
        if (!sameChannel) {
            return Finding.failed("channel binding is of another connection");
        }
        Optional<Account> account = proved ? directory.login(attempt.login()) : Optional.empty();
        return account.map(a -> Finding.proved(a, ""))
                .orElseGet(
                        () ->
                                Finding.failed(
                                        known
                                                ? "wrong password"
                                                : "no such user, or no SCRAM verifier stored"));
    }
}
