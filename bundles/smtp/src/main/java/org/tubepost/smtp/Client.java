// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Origin;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Identity;
import org.tubepost.wire.smtp.Command.Hello;
import org.tubepost.wire.smtp.Command.Verb;

/** What a session knows of its client. */
final class Client {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final Connection connection;
    private final Rules rules;
    private String helo = "";
    private boolean extended;
    private String name = "";
    private Future<String> lookup;
    private boolean nameAwaited;
    private Optional<Identity> identity = Optional.empty();

    Client(Connection connection, Rules rules) {
        this.connection = connection;
        this.rules = rules;
    }

    boolean hasGreeted() {
        return !helo.isEmpty();
    }

    boolean isLoggedIn() {
        return identity.isPresent();
    }

    boolean isEncrypted() {
        return !connection.tls().isEmpty();
    }

    void hello(Hello hello) {
        helo = hello.name();
        extended = hello.verb() == Verb.EHLO;
    }

    void loggedIn(Identity who) {
        identity = Optional.of(who);
    }

    /** Owner id of the account whose rights are used; empty without a login. */
    Optional<String> account() {
        return identity.map(Identity::id);
    }

    Optional<Identity> identity() {
        return identity;
    }

    /** Login name of the client; empty for none. */
    String userName() {
        return identity.map(Identity::login).orElse("");
    }

    /** TLS has begun: nothing that was said before counts. */
    void forget() {
        helo = "";
        extended = false;
        identity = Optional.empty();
    }

    /** Nobody wants to know the name any more. */
    void leave() {
        if (lookup != null) {
            lookup.cancel(false);
        }
    }

    AuthenticationContext context() {
        return connection.authenticationContext("smtp", rules.hostName());
    }

    /** Begins to look for the name of the address, once, unless its channel does without. */
    void lookUp(Rooms rooms) {
        boolean wanted = rules.settings().reverseLookupMillis() > 0 && rules.keywords().lookUp();
        if (lookup == null && wanted) {
            lookup = rooms.clientName(connection.remote().getAddress());
        }
    }

    /** Waits for the name of the address, once and not for long. On a worker. */
    void awaitName() {
        if (nameAwaited || lookup == null) {
            return;
        }
        nameAwaited = true;
        try {
            name = lookup.get(rules.settings().reverseLookupMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException slow) {
            LOG.debug("No name of {} in time", connection.remote());
        } catch (ExecutionException failed) {
            LOG.warn("Looking for the name of {} failed", connection.remote(), failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Where a message comes from.
     *
     * @param utf8 it uses SMTPUTF8
     */
    Origin origin(boolean utf8) {
        InetSocketAddress remote = connection.remote();
        return new Origin(
                rules.channel(),
                transmission(utf8),
                Optional.of(remote),
                Optional.of(connection.local()),
                helo,
                name,
                connection.tls(),
                identity.map(Identity::login),
                rules.clock().instant(),
                "");
    }

    /** RFC 3848, RFC 6531 section 4.3. */
    String transmission(boolean utf8) {
        if (!extended) {
            return "SMTP";
        }
        return (utf8 ? "UTF8SMTP" : "ESMTP")
                + (isEncrypted() ? "S" : "")
                + (isLoggedIn() ? "A" : "");
    }
}
