// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.auth;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.DispatcherControl;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Forbidden;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.api.security.LoginPolicy;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.IpAddress;
import org.tubepost.shell.Steps;
import org.tubepost.shell.Table;

/** Asks the client access filters about a login that nobody tries; nothing is counted. */
@Service
@Command(
        scope = "auth",
        name = "test-access",
        description = "Asks the client access filters about a user, a service and an address")
public final class TestAccessCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "Login name", required = true)
    private String user;

    @Argument(
            index = 1,
            name = "service",
            description = "imap, imaps, pop, pops, smtp or smtps; with s on the port of its own",
            required = true)
    private String service;

    @Argument(index = 2, name = "address", description = "Address of the client", required = true)
    private String address;

    @Option(name = "--starttls", description = "The client has begun TLS on the port in clear")
    private boolean startTls;

    @Option(
            name = "--listener",
            description = "Section of dispatcher.cnf; the first that fits without it")
    private String listener;

    @Override
    public Object execute() throws Exception {
        return with(
                DispatcherControl.class,
                dispatcher ->
                        with(
                                Directory.class,
                                directory ->
                                        with(
                                                LoginPolicy.class,
                                                policy -> test(dispatcher, directory, policy))));
    }

    private Object test(DispatcherControl dispatcher, Directory directory, LoginPolicy policy)
            throws Exception {
        Account account =
                directory
                        .login(user)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no user " + user));
        AuthenticationContext context = context(dispatcher);
        Trace trace = Trace.recording();
        Optional<AuthenticationOutcome> before = policy.before(context, trace);
        Optional<AuthenticationOutcome> refusal =
                before.isPresent() ? before : policy.after(account, context, trace);
        Table table = Steps.table(trace);
        table.row(
                "result",
                account.id() + " by " + context.service(),
                refusal.map(TestAccessCommand::text).orElse("may log in"),
                "");
        print(table);
        return null;
    }

    private AuthenticationContext context(DispatcherControl dispatcher) {
        String name = service.toLowerCase(Locale.ROOT);
        boolean ownPort = name.endsWith("s");
        String plain = ownPort ? name.substring(0, name.length() - 1) : name;
        String protocol = plain.equals("pop") ? "pop3" : plain;
        ListenerDefinition definition =
                dispatcher.listeners().stream()
                        .map(DispatcherControl.ListenerStatus::definition)
                        .filter(d -> d.protocol().equals(protocol))
                        .filter(d -> (d.tls() == TlsMode.IMPLICIT) == ownPort)
                        .filter(d -> listener == null || d.service().equalsIgnoreCase(listener))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no port of dispatcher.cnf is " + service));
        return new AuthenticationContext(
                protocol,
                "",
                new InetSocketAddress(IpAddress.of(address), 0),
                ownPort || startTls,
                Optional.empty(),
                Optional.empty(),
                0,
                definition.service(),
                definition.tls());
    }

    private static String text(AuthenticationOutcome refusal) {
        if (refusal instanceof Forbidden forbidden) {
            return "refused: " + forbidden.text();
        } else if (refusal instanceof Unavailable unavailable) {
            return "refused for now: " + unavailable.text();
        }
        return "refused: " + refusal;
    }
}
