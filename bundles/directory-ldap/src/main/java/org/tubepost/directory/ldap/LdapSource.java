// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Modification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.apache.directory.api.ldap.model.exception.LdapAuthenticationException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.name.Dn;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.PagedSource;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/**
 * A directory back end over LDAP through the Apache Directory LDAP API: the embedded server and an
 * outside one are asked by the same code. Called from many threads at once; each call blocks for
 * the time limit at most, once for each server that does not answer. Visits take as long as their
 * visitor.
 */
@Component(service = DirectorySource.class)
@Designate(ocd = LdapSettings.class)
public final class LdapSource implements PagedSource {
    private final ConnectionPool logins;
    private final ConnectionPool writes;
    private final LdapReader read;
    private final LdapReader written;

    /** Connects when first asked. */
    @Activate
    public LdapSource(LdapSettings settings) {
        this(settings, System::nanoTime);
    }

    LdapSource(LdapSettings settings, LongSupplier nanos) {
        LdapServers masters = new LdapServers(settings, settings.servers(), nanos);
        boolean replicated = settings.replicas().length > 0;
        LdapServers readers =
                replicated ? new LdapServers(settings, settings.replicas(), nanos) : masters;
        this.logins = ConnectionPool.ofLogins(readers, settings);
        this.writes = ConnectionPool.ofQuestions(masters, settings);
        this.written = new LdapReader(settings, masters, writes);
        this.read =
                replicated
                        ? new LdapReader(
                                settings, readers, ConnectionPool.ofQuestions(readers, settings))
                        : written;
    }

    @Deactivate
    void close() {
        logins.close();
        read.close();
        written.close();
    }

    @Override
    public List<DirectoryRecord> search(SearchRequest request)
            throws DirectoryUnavailableException {
        return read.search(request);
    }

    @Override
    public void search(SearchRequest request, PageVisitor visitor)
            throws DirectoryUnavailableException {
        read.search(request, visitor);
    }

    @Override
    public DirectorySource writable() {
        return read == written ? this : new WritableServers();
    }

    /** This back end without its replicas. */
    private final class WritableServers implements PagedSource {
        @Override
        public List<DirectoryRecord> search(SearchRequest request)
                throws DirectoryUnavailableException {
            return written.search(request);
        }

        @Override
        public void search(SearchRequest request, PageVisitor visitor)
                throws DirectoryUnavailableException {
            written.search(request, visitor);
        }

        @Override
        public boolean bind(String dn, byte[] password) throws DirectoryUnavailableException {
            return LdapSource.this.bind(dn, password);
        }

        @Override
        public void add(DirectoryRecord record)
                throws ProvisioningException, DirectoryUnavailableException {
            LdapSource.this.add(record);
        }

        @Override
        public void modify(String dn, Map<String, List<String>> replacements)
                throws ProvisioningException, DirectoryUnavailableException {
            LdapSource.this.modify(dn, replacements);
        }

        @Override
        public boolean exchange(String dn, List<AttributeChange> changes)
                throws ProvisioningException, DirectoryUnavailableException {
            return LdapSource.this.exchange(dn, changes);
        }

        @Override
        public void delete(String dn) throws ProvisioningException, DirectoryUnavailableException {
            LdapSource.this.delete(dn);
        }
    }

    @Override
    public boolean bind(String dn, byte[] password) throws DirectoryUnavailableException {
        if (password.length == 0) {
            return false;
        }
        try {
            return logins.ask(
                    connection -> {
                        connection.bind(dn, new String(password, StandardCharsets.UTF_8));
                        return connection.isAuthenticated();
                    });
        } catch (LdapOperationException refused) {
            if (refused instanceof LdapAuthenticationException
                    || refused.getResultCode() == ResultCodeEnum.INVALID_CREDENTIALS) {
                return false;
            }
            throw new DirectoryUnavailableException("LDAP bind: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void add(DirectoryRecord record)
            throws ProvisioningException, DirectoryUnavailableException {
        change(
                connection -> {
                    Entry entry = new DefaultEntry(new Dn(record.dn()));
                    for (Map.Entry<String, List<String>> value : record.values().entrySet()) {
                        entry.add(value.getKey(), value.getValue().toArray(String[]::new));
                    }
                    connection.add(entry);
                    return null;
                });
    }

    @Override
    public void modify(String dn, Map<String, List<String>> replacements)
            throws ProvisioningException, DirectoryUnavailableException {
        change(
                connection -> {
                    List<Modification> changes = new ArrayList<>();
                    replacements.forEach(
                            (name, values) ->
                                    changes.add(
                                            new DefaultModification(
                                                    ModificationOperation.REPLACE_ATTRIBUTE,
                                                    name,
                                                    values.toArray(String[]::new))));
                    connection.modify(new Dn(dn), changes.toArray(Modification[]::new));
                    return null;
                });
    }

    @Override
    public boolean exchange(String dn, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException {
        Exchange exchange = new Exchange(changes);
        AtomicInteger asked = new AtomicInteger();
        try {
            writes.ask(
                    connection -> {
                        asked.incrementAndGet();
                        connection.modify(new Dn(dn), exchange.modifications());
                        return null;
                    });
            return true;
        } catch (LdapOperationException refused) {
            if (refused.getResultCode() == ResultCodeEnum.NO_SUCH_ATTRIBUTE
                    || refused.getResultCode() == ResultCodeEnum.ATTRIBUTE_OR_VALUE_EXISTS) {
                // A connection may have broken behind the change that is refused the second time.
                return asked.get() > 1 && exchange.isDone(written.search(entryOf(dn)));
            }
            throw refusal(refused);
        }
    }

    private static SearchRequest entryOf(String dn) {
        return new SearchRequest(dn, SearchRequest.Scope.BASE, "(objectClass=*)", List.of(), 1);
    }

    @Override
    public void delete(String dn) throws ProvisioningException, DirectoryUnavailableException {
        change(
                connection -> {
                    connection.delete(dn);
                    return null;
                });
    }

    private void change(ConnectionPool.Question<Void> change)
            throws ProvisioningException, DirectoryUnavailableException {
        try {
            writes.ask(change);
        } catch (LdapOperationException refused) {
            throw refusal(refused);
        }
    }

    private static ProvisioningException refusal(LdapOperationException refused)
            throws DirectoryUnavailableException {
        if (refused.getResultCode() == ResultCodeEnum.UNAVAILABLE
                || refused.getResultCode() == ResultCodeEnum.BUSY) {
            throw new DirectoryUnavailableException("LDAP: " + refused.getMessage(), refused);
        }
        return new ProvisioningException(
                "the directory refuses the change: " + refused.getMessage());
    }
}
