// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.net.server.MinaNetwork;
import org.tubepost.net.server.Networks;
import org.tubepost.store.OpenStore;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Keys;
import org.tubepost.testkit.SmallFramework;

/**
 * POP3 on real sockets, with the real store and a real service registry; only the passwords are
 * made up. A door in front of the store fails where a test wants it.
 */
final class PostOffice implements AutoCloseable {
    final Passwords passwords = new Passwords();
    final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    final BundleContext context;
    final Pop3Protocol protocol;
    final SSLContext key = Keys.context();
    final MessageStore realStore;
    volatile String failing = "";
    private final Deque<AutoCloseable> rest = new ArrayDeque<>();
    private final int port;
    private final ServiceRegistration<Authenticator> logins;
    private final ServiceRegistration<MessageStore> store;
    private int delivered;

    PostOffice(Path dir, Map<String, Object> settings, int idleSeconds) throws Exception {
        SmallFramework framework = SmallFramework.start(dir.resolve("felix"));
        rest.push(framework);
        context = framework.context();
        OpenStore open = OpenStore.in(framework, dir, Map.of("quotaEnforcement", false));
        rest.push(open);
        realStore = open.messages();
        Hashtable<String, Object> best = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 10));
        store = context.registerService(MessageStore.class, door(MessageStore.class), best);
        logins = context.registerService(Authenticator.class, passwords, null);
        protocol = new Pop3Protocol(context, ComponentSettings.of(Pop3Settings.class, settings));
        rest.push(protocol::close);
        MinaNetwork network = Networks.open();
        rest.push(network);
        ListenerDefinition definition = definition(idleSeconds);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        port =
                network.listen(
                                any,
                                () -> definition,
                                connection -> {
                                    Session session = protocol.open(connection);
                                    sessions.add(session);
                                    return session;
                                })
                        .address()
                        .getPort();
    }

    private static ListenerDefinition definition(int idleSeconds) {
        return new ListenerDefinition(
                "POP3",
                "pop3",
                "127.0.0.1",
                0,
                TlsMode.STARTTLS,
                100,
                100,
                idleSeconds,
                30,
                Map.of(),
                new SourceLocation("dispatcher.cnf", 1, 1));
    }

    private <T> T door(Class<T> type) {
        return door(type, realStore);
    }

    /** Calls go through, except one with the name {@link #failing}. */
    private <T> T door(Class<T> type, Object behind) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals(failing)) {
                                throw new org.tubepost.api.store.StoreException(
                                        org.tubepost.api.store.StoreException.Code.UNAVAILABLE,
                                        "partition\r\nis away");
                            }
                            try {
                                Object result = method.invoke(behind, arguments);
                                return result instanceof Mailbox mailbox
                                        ? door(Mailbox.class, mailbox)
                                        : result;
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        }));
    }

    /** Puts a message into alice's INBOX. */
    void deliver(String text) throws Exception {
        deliver("alice", text);
    }

    void deliver(String owner, String text) throws Exception {
        DeliveryTarget inbox = new DeliveryTarget(MailboxName.inbox(owner), "", Flags.NONE);
        realStore.deliver(
                "test:" + ++delivered, List.of(inbox), MemoryContent.of(text), Instant.now());
    }

    /** INBOX as IMAP would see it. */
    Mailbox inbox() throws Exception {
        Identity alice = new Identity("alice", "alice", false, Optional.empty());
        return realStore.open(alice, MailboxName.inbox("alice"), false);
    }

    /** A client that has heard the greeting. */
    Client connect() throws Exception {
        Client client = new Client(port);
        String greeting = client.line();
        if (!greeting.startsWith("+OK ")) {
            throw new IllegalStateException(greeting);
        }
        return client;
    }

    Client alice() throws Exception {
        Client client = connect();
        client.ask("USER alice");
        String answer = client.ask("PASS secret word");
        if (!answer.startsWith("+OK ")) {
            throw new IllegalStateException(answer);
        }
        return client;
    }

    /** Waits for leases to be given back, ten seconds at most: how long that took. */
    long withdrawLogins() {
        return millis(logins::unregister);
    }

    long withdrawStore() {
        return millis(store::unregister);
    }

    private static long millis(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1_000_000;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : rest) {
            part.close();
        }
    }
}
