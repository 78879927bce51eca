// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.tubepost.auth.scram.ChannelBinding;

/** Where a login can be tied to its connection. */
class ChannelBindingTest {

    private static SSLSession session(String protocol) throws Exception {
        TrustManagerFactory known =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        known.init((KeyStore) null);
        Certificate server =
                Stream.of(((X509TrustManager) known.getTrustManagers()[0]).getAcceptedIssuers())
                        .filter(c -> ChannelBinding.of(c).isPresent())
                        .findFirst()
                        .orElseThrow();
        return (SSLSession)
                Proxy.newProxyInstance(
                        SSLSession.class.getClassLoader(),
                        new Class<?>[] {SSLSession.class},
                        (self, method, arguments) ->
                                method.getName().equals("getProtocol")
                                        ? protocol
                                        : new Certificate[] {server});
    }

    @Test
    void isDefinedForBothSidesUnderTls12Only() throws Exception {
        assertThat(ClientSession.binding(session("TLSv1.2"))).isPresent();
        assertThat(ClientSession.binding(session("TLSv1.3"))).isEmpty();
    }
}
