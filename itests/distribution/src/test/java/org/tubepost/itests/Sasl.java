// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSession;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.tubepost.itests.SaslTalk.Responder;

/** Client sides of SASL mechanisms, by libraries that know nothing of us where there are some. */
final class Sasl {
    private Sasl() {}

    /**
     * The client side of a mechanism.
     *
     * @param service name of the protocol in SASL
     * @param secret password, or the token
     * @param authorization user to act as; empty for oneself
     * @param tls the connection, for those that bind to it
     */
    static Responder of(
            String service,
            String mechanism,
            String user,
            String secret,
            String authorization,
            SSLSession tls)
            throws Exception {
        return switch (mechanism) {
            case "LOGIN" -> login(user, secret);
            case "OAUTHBEARER" ->
                    once(
                            "n,"
                                    + (authorization.isEmpty() ? "" : "a=" + authorization)
                                    + ",\1auth=Bearer "
                                    + secret
                                    + "\1\1");
            case "XOAUTH2" -> once("user=" + user + "\1auth=Bearer " + secret + "\1\1");
            case "PLAIN" -> once(authorization + "\0" + user + "\0" + secret);
            case "EXTERNAL" -> once(authorization);
            case "CRAM-MD5", "DIGEST-MD5" ->
                    ofJava(service, mechanism, user, secret, authorization);
            default ->
                    scram(
                            mechanism,
                            user,
                            secret,
                            authorization,
                            mechanism.endsWith("-PLUS") ? endPoint(tls) : null);
        };
    }

    /** One message; what is asked afterwards is answered as RFC 7628 wants it. */
    private static Responder once(String message) {
        boolean[] said = new boolean[1];
        return challenge -> {
            String answer = said[0] ? "\1" : message;
            said[0] = true;
            return answer.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static Responder login(String user, String password) {
        return challenge ->
                (new String(challenge, StandardCharsets.UTF_8).startsWith("User") ? user : password)
                        .getBytes(StandardCharsets.UTF_8);
    }

    private static Responder ofJava(
            String service, String mechanism, String user, String password, String authorization)
            throws SaslException {
        CallbackHandler answers =
                callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof NameCallback name) {
                            name.setName(user);
                        } else if (callback instanceof PasswordCallback secret) {
                            secret.setPassword(password.toCharArray());
                        } else if (callback instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        }
                    }
                };
        SaslClient client =
                javax.security.sasl.Sasl.createSaslClient(
                        new String[] {mechanism},
                        authorization.isEmpty() ? null : authorization,
                        service,
                        "localhost",
                        Map.of(),
                        answers);
        return challenge -> {
            byte[] response = client.evaluateChallenge(challenge);
            return response == null ? new byte[0] : response;
        };
    }

    /** SCRAM that binds to what it is told, right or not. */
    static Responder bound(String mechanism, String user, String password, byte[] binding) {
        return scram(mechanism, user, password, "", binding);
    }

    private static Responder scram(
            String mechanism, String user, String password, String authorization, byte[] binding) {
        ScramClient.FinalBuildStage building =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism))
                        .username(user)
                        .password(password.toCharArray())
                        .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION);
        if (binding != null) {
            building.channelBinding("tls-server-end-point", binding);
        }
        if (!authorization.isEmpty()) {
            building.authzid(authorization);
        }
        ScramClient client = building.build();
        int[] step = new int[1];
        return challenge -> {
            String text = new String(challenge, StandardCharsets.UTF_8);
            return switch (step[0]++) {
                case 0 -> octets(client.clientFirstMessage().toString());
                case 1 -> {
                    client.serverFirstMessage(text);
                    yield octets(client.clientFinalMessage().toString());
                }
                default -> {
                    client.serverFinalMessage(text);
                    yield new byte[0];
                }
            };
        };
    }

    /** RFC 5929 section 4, for the signatures with SHA-256 that test keys have. */
    private static byte[] endPoint(SSLSession tls) throws Exception {
        return MessageDigest.getInstance("SHA-256")
                .digest(tls.getPeerCertificates()[0].getEncoded());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
