// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.directory.Account;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;
import org.tubepost.auth.scram.ScramMessage;

/**
 * EXTERNAL (RFC 4422 appendix A): the client certificate that TLS has verified says who it is; the
 * response is the user to act as, or empty. Offered only where there is a certificate.
 */
@Component(property = SaslMechanism.NAME + "=EXTERNAL")
@Designate(ocd = CertificateSettings.class)
public final class ExternalMechanism implements SaslMechanism {
    private static final String NAME = "EXTERNAL";

    private final Admission admission;
    private final CertificateUsers users;

    /** Lets the admission judge. */
    @Activate
    public ExternalMechanism(@Reference Admission admission, CertificateSettings settings) {
        this.admission = admission;
        this.users = new CertificateUsers(settings);
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return admission.offered().wants(NAME, context) && certificate(context).isPresent();
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return response ->
                response == null
                        ? new SaslExchange.Turn.Challenge(new byte[0])
                        : new SaslExchange.Turn.Done(judge(response, context));
    }

    private AuthenticationOutcome judge(byte[] response, AuthenticationContext context) {
        X509Certificate certificate = certificate(context).orElseThrow();
        String subject = certificate.getSubjectX500Principal().getName();
        Attempt nameless = new Attempt(NAME, "", context);
        String authorization;
        try {
            authorization = ScramMessage.text(response);
        } catch (IllegalArgumentException malformed) {
            return admission.malformed(nameless, "not a user name");
        }
        try {
            Optional<Account> user =
                    admission.ask(nameless, directory -> users.find(directory, certificate));
            Attempt attempt = new Attempt(NAME, user.map(Account::id).orElse(""), context);
            return admission.judge(attempt, authorization, directory -> finding(user, subject));
        } catch (NotNowException later) {
            return later.outcome();
        }
    }

    private static Finding finding(Optional<Account> user, String subject) {
        return user.map(account -> Finding.proved(account, "certificate " + subject))
                .orElseGet(() -> Finding.failed("no single user for certificate " + subject));
    }

    private static Optional<X509Certificate> certificate(AuthenticationContext context) {
        return context.tls().flatMap(ExternalMechanism::peer);
    }

    private static Optional<X509Certificate> peer(SSLSession tls) {
        try {
            return tls.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }
}
