// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.TlsContexts;

/**
 * Checks access tokens of one issuer: signed JWTs (RFC 7519, RFC 9068) with issuer, audience, times
 * and, if wanted, scope. Offers nothing until an issuer is configured.
 */
@Component(service = TokenCheck.class)
@Designate(ocd = TokenSettings.class)
public final class TokenCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCheck.class);
    private static final int LONGEST = 16 * 1024;

    private final Admission admission;
    private final TokenSettings settings;
    private final List<String> algorithms;
    private final ServiceLeases<TlsContexts> contexts;
    private final IssuerKeys keys;
    private final Clock clock;

    /** Reads no keys yet. */
    @Activate
    public TokenCheck(
            BundleContext context, @Reference Admission admission, TokenSettings settings) {
        this(context, admission, settings, Clock.systemUTC());
    }

    TokenCheck(BundleContext context, Admission admission, TokenSettings settings, Clock clock) {
        boolean configured = !settings.issuer().isEmpty();
        if (configured && (settings.audience().isEmpty() || settings.keys().isEmpty())) {
            throw new IllegalArgumentException("issuer needs audience and keys too");
        }
        this.algorithms = SettingWords.of(settings.algorithms());
        if (algorithms.stream().anyMatch(a -> a.matches("(?i)none|HS.*"))) {
            throw new IllegalArgumentException("algorithms must be of signatures");
        }
        this.admission = admission;
        this.settings = settings;
        this.clock = clock;
        this.contexts = ServiceLeases.of(context, TlsContexts.class, Duration.ofSeconds(10));
        this.keys =
                new IssuerKeys(
                        settings.keys(),
                        Duration.ofSeconds(settings.keysCacheSeconds()),
                        this::sockets,
                        clock);
    }

    private SSLSocketFactory sockets() throws IOException {
        try (Lease<TlsContexts> tls =
                contexts.lease("").orElseThrow(() -> new IOException("TLS is being replaced"))) {
            return tls.service().clientContext(true).getSocketFactory();
        }
    }

    @Deactivate
    void close() {
        contexts.close();
    }

    boolean isOffered(String mechanism, AuthenticationContext context) {
        return !settings.issuer().isEmpty()
                && admission.offered().wants(mechanism, context)
                && admission.offered().allowsPlainText(context);
    }

    AuthenticationOutcome malformed(String mechanism, String text, AuthenticationContext context) {
        return admission.malformed(new Attempt(mechanism, "", context), text);
    }

    /** What a client is told after a failure, JSON (RFC 7628 section 3.2.2). */
    String failure() {
        String scope = settings.scope().isEmpty() ? "" : ",\"scope\":" + quoted(settings.scope());
        String discovery =
                settings.discovery().isEmpty()
                        ? ""
                        : ",\"openid-configuration\":" + quoted(settings.discovery());
        return "{\"status\":\"invalid_token\"" + scope + discovery + "}";
    }

    /** The same in the form of XOAUTH2. */
    String failureOfXoauth2() {
        return "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":"
                + quoted(settings.scope())
                + "}";
    }

    private static String quoted(String text) {
        String object = JsonUtil.toJson(Map.of("v", text));
        return object.substring(object.indexOf(':') + 1, object.length() - 1);
    }

    /**
     * Judges a login with a token.
     *
     * @param user whom the client wants to be; empty for whom the token names
     */
    AuthenticationOutcome check(
            String mechanism, String user, String token, AuthenticationContext context) {
        JwtClaims claims;
        try {
            // Who has to wait is not to cost a look at the keys.
            admission.ask(new Attempt(mechanism, "", context), directory -> true);
            claims = claims(token);
        } catch (NotNowException later) {
            return later.outcome();
        } catch (InvalidJwtException wrong) {
            return admission.judge(
                    new Attempt(mechanism, user, context),
                    "",
                    directory -> Finding.failed("token: " + reason(wrong)));
        } catch (IOException noKeys) {
            LOG.error("Tokens cannot be checked", noKeys);
            admission
                    .audit()
                    .refused(new Attempt(mechanism, user, context), "tokens cannot be checked");
            return new AuthenticationOutcome.Unavailable("tokens cannot be checked now");
        }
        String named = claim(claims, settings.userClaim());
        boolean inScope =
                settings.scope().isEmpty()
                        || List.of(claim(claims, "scope").split(" ")).contains(settings.scope());
        Attempt attempt = new Attempt(mechanism, named, context);
        return admission.judge(
                attempt,
                user,
                directory -> {
                    if (!inScope) {
                        return Finding.failed("token is not for the scope " + settings.scope());
                    }
                    if (!isVerified(claims)) {
                        return Finding.failed("address in the token is not verified");
                    }
                    return account(directory, named)
                            .map(a -> Finding.proved(a, "token of " + settings.issuer()))
                            .orElseGet(() -> Finding.failed("token names no user"));
                });
    }

    /** An issuer may let users enter any address; then it says whether it is theirs. */
    private boolean isVerified(JwtClaims claims) {
        Object verified = claims.getClaimValue("email_verified");
        return !settings.userClaim().equals("email")
                || verified == null
                || !verified.toString().equalsIgnoreCase("false");
    }

    private JwtClaims claims(String token) throws InvalidJwtException, IOException {
        if (token.isEmpty() || token.length() > LONGEST) {
            throw new InvalidJwtException("length is wrong", List.of(), null);
        }
        JwtConsumer consumer =
                new JwtConsumerBuilder()
                        .setRequireExpirationTime()
                        .setEvaluationTime(
                                NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                        .setAllowedClockSkewInSeconds(settings.clockSkewSeconds())
                        .setExpectedIssuer(settings.issuer())
                        .setExpectedAudience(settings.audience())
                        .setVerificationKeyResolver(keys.resolver())
                        .setJwsAlgorithmConstraints(
                                new AlgorithmConstraints(
                                        ConstraintType.PERMIT, algorithms.toArray(String[]::new)))
                        .build();
        return consumer.processToClaims(token);
    }

    private static String reason(InvalidJwtException wrong) {
        return wrong.getErrorDetails().isEmpty()
                ? "not a token"
                : wrong.getErrorDetails().get(0).getErrorMessage();
    }

    private static String claim(JwtClaims claims, String name) {
        try {
            return Optional.ofNullable(claims.getStringClaimValue(name)).orElse("");
        } catch (MalformedClaimException otherType) {
            return "";
        }
    }

    /** By login name, else by mail address. */
    private static Optional<Account> account(Directory directory, String name)
            throws DirectoryUnavailableException {
        Optional<Account> byLogin = name.isEmpty() ? Optional.empty() : directory.login(name);
        if (byLogin.isPresent() || name.indexOf('@') < 1) {
            return byLogin;
        }
        try {
            MailAddress address = MailAddress.parse(name);
            Optional<DirectoryEntry> entry = directory.find(address);
            return entry.filter(Account.class::isInstance)
                    .map(Account.class::cast)
                    .filter(a -> OwnAddresses.has(a, address));
        } catch (AddressSyntaxException noAddress) {
            return Optional.empty();
        }
    }
}
