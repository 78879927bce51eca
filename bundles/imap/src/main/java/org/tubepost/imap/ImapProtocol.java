// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.protocol.WorkerSession;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.SearchIndex;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Bulletins.Renamed;
import org.tubepost.message.HostName;
import org.tubepost.wire.imap.NotifyArguments.Event;

/**
 * IMAP4rev1 (RFC 3501) with the extensions of {@link Capabilities}. Opens a session for each
 * connection; a session holds a lease of the store from its login to its end, and ends with it.
 */
@Component(
        service = {Protocol.class, MeterSource.class, MailboxListener.class, MessageUrls.class},
        property = Protocol.NAME + "=imap")
@Designate(ocd = ImapSettings.class)
public final class ImapProtocol
        implements Protocol, MeterSource, MailboxListener, MessageUrls, Rooms {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ImapSettings settings;
    private final String hostName;
    private final HeaderFile headerFile;
    private final HeaderCache headers;
    private final Bulletins bulletins = new Bulletins();
    private final Counters counters = new Counters();
    private final Set<WorkerSession> sessions = ConcurrentHashMap.newKeySet();
    private final ServiceLeases<Authenticator> authenticators;
    private final ServiceLeases<MessageStore> stores;
    private final ServiceLeases<SearchIndex> searchIndexes;
    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<QuotaAdministration> quotaAdministrations;
    private final LeasedConfiguration configuration;
    private final AuthorizedUrls urls;

    /** Begins to watch for logins and store. */
    @Activate
    public ImapProtocol(BundleContext context, ImapSettings settings) throws IOException {
        this(context, settings, Clock.systemUTC());
    }

    ImapProtocol(BundleContext context, ImapSettings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.headerFile =
                HeaderFile.open(
                        directory(settings).resolve("headers.mv"),
                        (long) settings.maxHeaderFileMegabytes() << 20);
        this.headers = new HeaderCache(settings.maxCachedHeaderOctets(), headerFile);
        this.hostName = HostName.of(settings.hostName());
        this.urls = new AuthorizedUrls(this, hostName, settings.submissionServer(), clock);
        this.authenticators = ServiceLeases.of(context, Authenticator.class, DRAIN);
        this.searchIndexes = ServiceLeases.of(context, SearchIndex.class, DRAIN);
        this.directories = ServiceLeases.of(context, Directory.class, DRAIN);
        this.quotaAdministrations = ServiceLeases.of(context, QuotaAdministration.class, DRAIN);
        this.configuration = new LeasedConfiguration(context);
        this.stores =
                new ServiceLeases<>(
                        context,
                        MessageStore.class,
                        "",
                        DRAIN,
                        new ServiceLeases.Listener<>() {
                            @Override
                            public void leaving(String key, MessageStore store) {
                                headers.forget(store);
                                sessions.forEach(WorkerSession::roomLeaving);
                            }
                        });
    }

    @Deactivate
    void close() {
        stores.close();
        authenticators.close();
        searchIndexes.close();
        directories.close();
        quotaAdministrations.close();
        configuration.close();
        headerFile.close();
    }

    private static Path directory(ImapSettings settings) {
        return HomeDirectory.given(settings.directory(), "data", "imap");
    }

    @Override
    public Session open(Connection connection) {
        counters.opened();
        AtomicReference<WorkerSession> session = new AtomicReference<>();
        Client client =
                new Client(
                        connection, hostName, settings, this, counters, () -> session.get().wake());
        Conversation conversation = new Conversation(client);
        session.set(
                new WorkerSession(
                        connection, settings.maxWaitingOctets(), conversation, this::closed));
        sessions.add(session.get());
        conversation.greet();
        return session.get();
    }

    private void closed(WorkerSession session) {
        counters.closed();
        sessions.remove(session);
    }

    @Override
    public String refusal(Reply reason) {
        String code = reason.isPermanent() ? "" : "[UNAVAILABLE] ";
        return "* BYE " + code + reason.text().replaceAll("[^ -~]", "?") + "\r\n";
    }

    @Override
    public Optional<Lease<Authenticator>> authenticator() {
        return authenticators.lease("");
    }

    @Override
    public Optional<Lease<MessageStore>> store() {
        return stores.lease("");
    }

    @Override
    public Optional<Lease<SearchIndex>> searchIndex() {
        return searchIndexes.lease("");
    }

    @Override
    public Optional<Lease<Directory>> directory() {
        return directories.lease("");
    }

    @Override
    public Optional<Lease<QuotaAdministration>> quotaAdministration() {
        return quotaAdministrations.lease("");
    }

    @Override
    public Optional<Generation> generation() {
        return configuration.current();
    }

    @Override
    public AuthorizedUrls urls() {
        return urls;
    }

    @Override
    public String host() {
        return urls.host();
    }

    @Override
    public Opened open(Identity submitter, String url) throws StoreException {
        return urls.open(submitter, url);
    }

    @Override
    public Bulletins bulletins() {
        return bulletins;
    }

    @Override
    public void changed(MailboxEvent event) {
        Optional<MailboxName> renamed = event.change().flatMap(MailboxChange::newName);
        if (renamed.isPresent()) {
            bulletins.tell(new Renamed(event.mailbox(), renamed.get(), event.modSeq()));
            return;
        }
        bulletins.tell(
                event.mailbox(),
                switch (event.kind()) {
                    case DELIVERED, APPENDED -> Event.MESSAGENEW;
                    case EXPUNGED -> Event.MESSAGEEXPUNGE;
                    case FLAGS -> Event.FLAGCHANGE;
                    case CREATED, DELETED, RENAMED -> Event.MAILBOXNAME;
                });
    }

    @Override
    public HeaderCache headers() {
        return headers;
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(counters.readings());
        readings.add(Reading.of("imap_header_cache_entries", headers.entries()));
        readings.add(Reading.of("imap_header_cache_octets", headers.octets()));
        return readings;
    }
}
