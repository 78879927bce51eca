// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.LoginPolicy;

/**
 * Who may log in from where: the filters of the service, of the user or the domain, and limits. A
 * filter that cannot be understood, one that is not read yet, and a name that nobody can look up
 * now let nobody in.
 */
@Component(service = {LoginPolicy.class, GenerationUser.class})
@Designate(ocd = AccessSettings.class)
public final class ClientAccess implements LoginPolicy, GenerationUser {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAccess.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<AccountSessions> sessions;
    private final ClientFacts.Names names;
    private final LoginRates rates;
    private final DirectoryFilters directoryFilters = new DirectoryFilters();
    private volatile ListenerFilters inForce;

    /** Begins to watch; nobody may log in before the first generation. */
    @Activate
    public ClientAccess(BundleContext context, AccessSettings settings) {
        this(context, settings, Ticker.systemTicker());
    }

    ClientAccess(BundleContext context, AccessSettings settings, Ticker clock) {
        this.rates = new LoginRates(settings.loginsPerMinute(), settings.loginsUnlimited(), clock);
        this.directories = ServiceLeases.of(context, Directory.class, DRAIN);
        this.resolvers = ServiceLeases.of(context, Resolver.class, DRAIN);
        this.sessions = ServiceLeases.of(context, AccountSessions.class, DRAIN);
        this.names = new VerifiedNames(() -> resolvers.lease(""));
    }

    @Deactivate
    void close() {
        directories.close();
        resolvers.close();
        sessions.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return new ListenerFilters(candidate.listeners()).problems();
    }

    @Override
    public void activate(Generation generation) {
        inForce = new ListenerFilters(generation.listeners());
    }

    @Override
    public Optional<AuthenticationOutcome> before(AuthenticationContext context, Trace trace) {
        Optional<Duration> wait =
                context.isRehearsal()
                        ? Optional.empty()
                        : rates.login(context.client().getAddress());
        if (wait.isPresent()) {
            LOG.warn("Login refused: {} logs in too often", context.client().getAddress());
            return Optional.of(
                    new AuthenticationOutcome.Limited(
                            "too many logins from this address, try again in "
                                    + wait.get().plusSeconds(1).toSeconds()
                                    + " seconds",
                            false));
        }
        ListenerFilters listeners = inForce;
        if (listeners == null) {
            return Optional.of(
                    new AuthenticationOutcome.Unavailable("access rules are not read yet"));
        }
        Filters filters = listeners.of(context.service());
        return filters.isEmpty()
                ? Optional.empty()
                : decided(filters, "service " + context.service(), context, trace);
    }

    @Override
    public Optional<AuthenticationOutcome> after(
            Account account, AuthenticationContext context, Trace trace) {
        Optional<DirectoryFilters.Found> found;
        try (Lease<Directory> directory =
                directories
                        .lease("")
                        .orElseThrow(() -> new DirectoryUnavailableException("away", null))) {
            found = directoryFilters.of(account, directory.service());
        } catch (DirectoryUnavailableException away) {
            LOG.warn("No access filters for {}: {}", account.id(), away.getMessage());
            return Optional.of(new AuthenticationOutcome.Unavailable("directory is not available"));
        }
        if (found.isPresent()) {
            Optional<AuthenticationOutcome> refusal = byDirectory(found.get(), context, trace);
            if (refusal.isPresent()) {
                return refusal;
            }
        } else {
            trace.add("client-access", account.id(), "neither user nor domain has filters");
        }
        return context.isRehearsal() ? Optional.empty() : counted(account, context);
    }

    private Optional<AuthenticationOutcome> byDirectory(
            DirectoryFilters.Found found, AuthenticationContext context, Trace trace) {
        if (found.error().isPresent()) {
            String error = found.error().get();
            LOG.error("Login refused: {} is wrong, {}", found.source(), error);
            trace.add(() -> new Step("client-access", "filters", error, found.source()));
            return Optional.of(
                    new AuthenticationOutcome.Forbidden(
                            "the access rules of this account are broken"));
        }
        return decided(found.filters(), found.source(), context, trace);
    }

    private Optional<AuthenticationOutcome> decided(
            Filters filters, String source, AuthenticationContext context, Trace trace) {
        Set<String> services = ServiceNames.of(context);
        String subject =
                String.join(" ", services)
                        + " from "
                        + context.client().getAddress().getHostAddress();
        try {
            Filters.Decision decision =
                    filters.decide(services, new ClientFacts(context.client().getAddress(), names));
            trace.add(() -> new Step("client-access", subject, decision.reason(), source));
            if (decision.granted()) {
                return Optional.empty();
            }
            if (!context.isRehearsal()) {
                LOG.warn("Login refused: {} {} ({})", subject, decision.reason(), source);
            }
            return Optional.of(
                    new AuthenticationOutcome.Forbidden(
                            "access to this service is not permitted from here"));
        } catch (NameUndecidedException away) {
            LOG.warn("Login refused for now: no name for {}: {}", subject, away.getMessage());
            trace.add(
                    () ->
                            new Step(
                                    "client-access",
                                    subject,
                                    "cannot be decided, no name: " + away.getMessage(),
                                    source));
            return Optional.of(
                    new AuthenticationOutcome.Unavailable(
                            "the name of the client is not known yet"));
        }
    }

    /** Without an owner of connections there is nothing to count. */
    private Optional<AuthenticationOutcome> counted(
            Account account, AuthenticationContext context) {
        try (Lease<AccountSessions> owner = sessions.lease("").orElse(null)) {
            if (owner == null || owner.service().claim(context.session(), account.id())) {
                return Optional.empty();
            }
        }
        LOG.warn("Login refused: {} has too many sessions of {}", account.id(), context.service());
        return Optional.of(
                new AuthenticationOutcome.Limited("too many sessions of this account", true));
    }
}
