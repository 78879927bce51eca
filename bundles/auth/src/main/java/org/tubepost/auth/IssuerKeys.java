// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLSocketFactory;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * The keys of an issuer, from a file or an address, with a cache. Whether the server at an address
 * is the right one is said by the site's own TLS settings. Thread-safe.
 */
final class IssuerKeys {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MOST_OCTETS = 1 << 20;
    private static final long MOST_REPRIEVE_MILLIS = 10_000;
    private static final long REST_MILLIS = 10_000;

    private final String place;
    private final Tls tls;
    private final Clock clock;
    private final Get get = new Get();
    private final HttpsJwks remote;
    private FileTime read = FileTime.fromMillis(-1);
    private VerificationKeyResolver local;
    private Exception failure;
    private Instant retry = Instant.MIN;

    /** How to reach an address. */
    interface Tls {
        SSLSocketFactory sockets() throws IOException;
    }

    IssuerKeys(String place, Duration cache, Tls tls, Clock clock) {
        this.place = place;
        this.clock = clock;
        this.tls = tls;
        if (place.startsWith("https:")) {
            get.setConnectTimeout(TIMEOUT_MILLIS);
            get.setReadTimeout(TIMEOUT_MILLIS);
            get.setResponseBodySizeLimit(MOST_OCTETS);
            get.setRetries(0);
            remote = new HttpsJwks(place);
            remote.setSimpleHttpGet(get);
            remote.setDefaultCacheDuration(cache.toSeconds());
            // A token with a key that is not known makes us look again, but not for each token.
            remote.setRefreshReprieveThreshold(
                    Math.min(MOST_REPRIEVE_MILLIS, cache.toMillis() / 10));
            remote.setRetainCacheOnErrorDuration(cache.toSeconds());
        } else if (place.startsWith("http:")) {
            throw new IllegalArgumentException("keys must come from a file or over https");
        } else {
            remote = null;
        }
    }

    /**
     * Finds keys.
     *
     * @throws IOException if they cannot be had now
     */
    synchronized VerificationKeyResolver resolver() throws IOException {
        try {
            if (remote != null) {
                return fetched();
            }
            Path file = Path.of(place);
            FileTime changed = Files.getLastModifiedTime(file);
            if (local == null || !changed.equals(read)) {
                local =
                        new JwksVerificationKeyResolver(
                                new JsonWebKeySet(Files.readString(file)).getJsonWebKeys());
                read = changed;
            }
            return local;
        } catch (JoseException malformed) {
            throw new IOException("keys in " + place + " cannot be read", malformed);
        }
    }

    /** Those who wait behind a server that does not answer are not to ask it one by one. */
    private VerificationKeyResolver fetched() throws IOException, JoseException {
        if (clock.instant().isBefore(retry)) {
            throw new IOException("keys in " + place + " could not be had just now", failure);
        }
        try {
            get.setSslSocketFactory(tls.sockets());
            remote.getJsonWebKeys();
            return new HttpsJwksVerificationKeyResolver(remote);
        } catch (IOException | JoseException away) {
            failure = away;
            retry = clock.instant().plusMillis(REST_MILLIS);
            throw away;
        }
    }
}
