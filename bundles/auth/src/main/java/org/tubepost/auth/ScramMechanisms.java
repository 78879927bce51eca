// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;
import org.tubepost.auth.scram.ChannelBinding;
import org.tubepost.auth.scram.ScramHash;

/**
 * Registers SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), each with and without channel
 * binding ({@code -PLUS}).
 */
@Component(
        immediate = true,
        service = {})
public final class ScramMechanisms {
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    /** Reads the secret behind the salts of unknown users, or makes it, and registers. */
    @Activate
    public ScramMechanisms(BundleContext context, @Reference Admission admission)
            throws IOException {
        this(context, admission, ScramSecret.in(HomeDirectory.path("data", "auth")));
    }

    ScramMechanisms(BundleContext context, Admission admission, ScramSecret secret) {
        for (ScramHash hash : ScramHash.values()) {
            for (boolean plus : new boolean[] {true, false}) {
                registrations.add(
                        context.registerService(
                                SaslMechanism.class,
                                new Mechanism(admission, secret, hash, plus),
                                FrameworkUtil.asDictionary(
                                        Map.of(SaslMechanism.NAME, name(hash, plus)))));
            }
        }
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private static String name(ScramHash hash, boolean plus) {
        return hash.mechanism() + (plus ? "-PLUS" : "");
    }

    private record Mechanism(Admission admission, ScramSecret secret, ScramHash hash, boolean plus)
            implements SaslMechanism {

        @Override
        public boolean isAllowed(AuthenticationContext context) {
            return plus ? isPlusOffered(context) : isWanted(false, context);
        }

        private boolean isPlusOffered(AuthenticationContext context) {
            return isWanted(true, context) && binding(context).isPresent();
        }

        private boolean isWanted(boolean withBinding, AuthenticationContext context) {
            return admission.offered().wants(name(hash, withBinding), context)
                    && admission.offered().allowsChallenge(context);
        }

        private static Optional<byte[]> binding(AuthenticationContext context) {
            return context.tls()
                    .map(tls -> tls.getLocalCertificates())
                    .filter(chain -> chain.length > 0)
                    .flatMap(chain -> ChannelBinding.of(chain[0]));
        }

        @Override
        public SaslExchange begin(AuthenticationContext context) {
            return new ScramExchange(
                    admission,
                    secret,
                    hash,
                    plus ? binding(context) : Optional.empty(),
                    isPlusOffered(context),
                    context);
        }
    }
}
