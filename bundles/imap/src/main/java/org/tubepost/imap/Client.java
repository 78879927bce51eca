// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.RawCommand;
import org.tubepost.wire.imap.Strings;
import org.tubepost.wire.imap.Tokens;

/**
 * What a session knows of its client: who it is, what it has selected, what it has enabled. Used by
 * one thread at a time.
 */
final class Client implements AutoCloseable {
    private final Connection connection;
    private final String hostName;
    private final ImapSettings settings;
    private final Rooms rooms;
    private final Counters counters;
    private final Runnable wake;
    private final Output out;
    private Optional<Identity> identity = Optional.empty();
    private Optional<Lease<MessageStore>> lease = Optional.empty();
    private Optional<Lease<Authenticator>> loginLease = Optional.empty();
    private Optional<Selected> selected = Optional.empty();
    private Optional<Notifications> notifications = Optional.empty();
    private final Features features = new Features();
    private String tag = "*";
    private int failedLogins;

    Client(
            Connection connection,
            String hostName,
            ImapSettings settings,
            Rooms rooms,
            Counters counters,
            Runnable wake) {
        this.connection = connection;
        this.hostName = hostName;
        this.settings = settings;
        this.rooms = rooms;
        this.counters = counters;
        this.wake = wake;
        this.out = new Output(connection, settings.maxPendingOctets());
    }

    Output out() {
        return out;
    }

    ImapSettings settings() {
        return settings;
    }

    Counters counters() {
        return counters;
    }

    Rooms rooms() {
        return rooms;
    }

    HeaderCache headers() {
        return rooms.headers();
    }

    String hostName() {
        return hostName;
    }

    boolean isEncrypted() {
        return !connection.tls().isEmpty();
    }

    boolean offersTls() {
        return !isEncrypted() && connection.listener().tls() == TlsMode.STARTTLS;
    }

    AuthenticationContext context() {
        return connection.authenticationContext("imap", hostName).withSharedFolders();
    }

    List<String> mechanisms() {
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
            return authenticator == null
                    ? List.of()
                    : authenticator.service().mechanisms(context());
        }
    }

    boolean allowsPlainText() {
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
            return authenticator != null && authenticator.service().allowsPlainText(context());
        }
    }

    boolean isLoggedIn() {
        return identity.isPresent();
    }

    Identity identity() {
        return identity.orElseThrow();
    }

    /** Takes the store for the rest of the session; false when it is away. */
    boolean logIn(Identity who) {
        lease = rooms.store();
        identity = lease.map(l -> who);
        return lease.isPresent();
    }

    /** A lease that is closed with the session, if the login has not closed it before. */
    void holdDuringLogin(Lease<Authenticator> held) {
        loginLease = Optional.of(held);
    }

    /** Counts; true when it was one too many. */
    boolean failedLogin() {
        counters.loginFailed();
        return ++failedLogins >= settings.maxFailedLogins();
    }

    MessageStore store() {
        return lease.orElseThrow().service();
    }

    /** The mailbox that the client calls by this name. */
    MailboxName mailbox(String name) throws StoreException {
        return namespaces().folder(name);
    }

    /** As {@link #mailbox}, for a mailbox that is to be made. */
    MailboxName wanted(String name) throws StoreException {
        return namespaces().wanted(name);
    }

    /** A mailbox's name as this client reads it. */
    String written(String folder) {
        return Strings.mailbox(folder, features.hasUtf8Names());
    }

    /** As {@link #written(String)}, of any folder. */
    String written(MailboxName folder) {
        return written(namespaces().path(folder));
    }

    /** How this client names folders. */
    Namespaces namespaces() {
        return Namespaces.of(identity(), store());
    }

    /** Walks over a command of this client. */
    Tokens tokens(RawCommand command) {
        return new Tokens(command, features.hasUtf8Names());
    }

    /** What the client wants to be told without asking. */
    Optional<Notifications> notifications() {
        return notifications;
    }

    void notify(Optional<Notifications> wanted) {
        notifications.ifPresent(Notifications::close);
        notifications = wanted;
    }

    Optional<Selected> selected() {
        return selected;
    }

    void select(MailboxName name, boolean readOnly) throws StoreException {
        selected = Optional.of(Selected.open(this, name, readOnly));
    }

    /** Tag of the command under way. */
    String tag() {
        return tag;
    }

    void tag(String current) {
        tag = current;
    }

    /** Lets go of the selected mailbox. */
    void unselect() {
        selected.ifPresent(Selected::close);
        selected = Optional.empty();
    }

    /** What the client has switched on. */
    Features features() {
        return features;
    }

    /** To be run when something happened that the client may want to know. */
    Runnable wake() {
        return wake;
    }

    @Override
    public void close() {
        unselect();
        notify(Optional.empty());
        loginLease.ifPresent(Lease::close);
        loginLease = Optional.empty();
        lease.ifPresent(Lease::close);
        lease = Optional.empty();
        identity.ifPresent(this::loggedOut);
        identity = Optional.empty();
    }

    private void loggedOut(Identity who) {
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
            if (authenticator != null) {
                authenticator.service().loggedOut(who, context());
            }
        }
    }
}
