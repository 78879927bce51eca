// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses the certificate by the name that the client asks for (RFC 6066 section 3); the first
 * identity serves clients that ask for none or for one that nobody has. The alias of an identity is
 * its number.
 */
final class SniKeys extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    SniKeys(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return requestedName(engine)
                .flatMap(
                        name ->
                                identities.stream()
                                        .filter(i -> i.serves(name) && i.hasKeyType(keyType))
                                        .findFirst())
                .or(() -> otherwise(engine, keyType))
                .map(i -> String.valueOf(identities.indexOf(i)))
                .orElse(null);
    }

    /** The default, unless one of another key type has the name that is asked for. */
    private Optional<Identity> otherwise(SSLEngine engine, String keyType) {
        boolean served =
                requestedName(engine)
                        .filter(name -> identities.stream().anyMatch(i -> i.serves(name)))
                        .isPresent();
        Identity first = identities.get(0);
        return served || !first.hasKeyType(keyType) ? Optional.empty() : Optional.of(first);
    }

    private static Optional<String> requestedName(SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return IntStream.range(0, identities.size())
                .filter(i -> identities.get(i).hasKeyType(keyType))
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        String[] aliases = getServerAliases(keyType, issuers);
        return aliases.length == 0 ? null : aliases[0];
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
