// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.cursor.SearchCursor;
import org.apache.directory.api.ldap.model.entry.Attribute;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Modification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.apache.directory.api.ldap.model.entry.Value;
import org.apache.directory.api.ldap.model.exception.LdapAuthenticationException;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.AliasDerefMode;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.message.SearchRequestImpl;
import org.apache.directory.api.ldap.model.message.SearchResultDone;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.message.controls.PagedResults;
import org.apache.directory.api.ldap.model.message.controls.PagedResultsImpl;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.PagedSource;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/**
 * A directory back end over LDAP through the Apache Directory LDAP API: the embedded server and an
 * outside one are asked by the same code. Called from many threads at once; each call blocks for
 * the time limit at most.
 */
@Component(service = DirectorySource.class)
@Designate(ocd = LdapSettings.class)
public final class LdapSource implements PagedSource {
    private final LdapSettings settings;
    private final LdapServers readers;
    private final ConnectionPool reads;
    private final ConnectionPool writes;

    /** Connects when first asked. */
    @Activate
    public LdapSource(LdapSettings settings) {
        this(settings, System::nanoTime);
    }

    LdapSource(LdapSettings settings, LongSupplier nanos) {
        this.settings = settings;
        LdapServers masters = new LdapServers(settings, settings.servers(), nanos);
        boolean replicated = settings.replicas().length > 0;
        this.readers = replicated ? new LdapServers(settings, settings.replicas(), nanos) : masters;
        this.writes = new ConnectionPool(masters, settings);
        this.reads = replicated ? new ConnectionPool(readers, settings) : writes;
    }

    @Deactivate
    void close() {
        reads.close();
        writes.close();
    }

    @Override
    public List<DirectoryRecord> search(SearchRequest request)
            throws DirectoryUnavailableException {
        return asking(
                connection -> {
                    List<DirectoryRecord> found = new ArrayList<>();
                    boolean paged = request.sizeLimit() == 0 && settings.pageEntries() > 0;
                    byte[] cookie = new byte[0];
                    do {
                        cookie = page(connection, request, paged, cookie, found);
                    } while (cookie.length > 0);
                    return found;
                });
    }

    @Override
    public void search(SearchRequest request, PageVisitor visitor)
            throws DirectoryUnavailableException {
        // Pages belong to their connection, so what is visited holds one.
        asking(
                connection -> {
                    byte[] cookie = new byte[0];
                    do {
                        List<DirectoryRecord> found = new ArrayList<>();
                        cookie =
                                page(
                                        connection,
                                        request,
                                        settings.pageEntries() > 0,
                                        cookie,
                                        found);
                        visitor.page(found);
                    } while (cookie.length > 0);
                    return null;
                });
    }

    private <T> T asking(ConnectionPool.Question<T> question) throws DirectoryUnavailableException {
        try {
            return reads.ask(question);
        } catch (LdapOperationException refused) {
            throw new DirectoryUnavailableException(
                    "LDAP search: " + refused.getMessage(), refused);
        }
    }

    /** Asks for one page; the cookie of the next one, empty at the end (RFC 2696). */
    private byte[] page(
            LdapNetworkConnection connection,
            SearchRequest request,
            boolean paged,
            byte[] cookie,
            List<DirectoryRecord> found)
            throws LdapException, IOException {
        SearchRequestImpl search = prepared(request);
        if (paged) {
            PagedResultsImpl control = new PagedResultsImpl();
            control.setSize(settings.pageEntries());
            control.setCookie(cookie);
            search.addControl(control);
        }
        try (SearchCursor cursor = connection.search(search)) {
            while (cursor.next()) {
                if (cursor.isEntry()) {
                    found.add(record(cursor.getEntry()));
                }
            }
            SearchResultDone done = cursor.getSearchResultDone();
            ResultCodeEnum code = done.getLdapResult().getResultCode();
            if (code == ResultCodeEnum.NO_SUCH_OBJECT) {
                return new byte[0];
            }
            boolean enough = code == ResultCodeEnum.SIZE_LIMIT_EXCEEDED && request.sizeLimit() > 0;
            if (code != ResultCodeEnum.SUCCESS && !enough) {
                throw new LdapOperationException(
                        code, code + ": " + done.getLdapResult().getDiagnosticMessage());
            }
            return done.getControl(PagedResults.OID) instanceof PagedResults next
                            && next.getCookie() != null
                    ? next.getCookie()
                    : new byte[0];
        } catch (CursorException broken) {
            throw new LdapException(broken.getMessage(), broken);
        }
    }

    private SearchRequestImpl prepared(SearchRequest request) throws LdapException {
        SearchRequestImpl search = new SearchRequestImpl();
        search.setBase(new Dn(request.baseDn()));
        search.setFilter(request.filter());
        search.setScope(
                switch (request.scope()) {
                    case BASE -> SearchScope.OBJECT;
                    case ONE_LEVEL -> SearchScope.ONELEVEL;
                    case SUBTREE -> SearchScope.SUBTREE;
                });
        // An alias of a domain is an entry to be read, not a way to another one.
        search.setDerefAliases(AliasDerefMode.NEVER_DEREF_ALIASES);
        search.setSizeLimit(request.sizeLimit());
        search.setTimeLimit(settings.timeoutSeconds());
        search.addAttributes(request.attributes().toArray(String[]::new));
        return search;
    }

    private static DirectoryRecord record(Entry entry) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Attribute attribute : entry.getAttributes()) {
            List<String> texts = new ArrayList<>();
            for (Value value : attribute) {
                texts.add(
                        value.isHumanReadable()
                                ? value.getString()
                                : new String(value.getBytes(), StandardCharsets.UTF_8));
            }
            values.put(attribute.getUpId(), texts);
        }
        return new DirectoryRecord(entry.getDn().getName(), values);
    }

    @Override
    public boolean bind(String dn, byte[] password) throws DirectoryUnavailableException {
        if (password.length == 0) {
            return false;
        }
        try (LdapNetworkConnection connection = readers.open().connection()) {
            connection.bind(dn, new String(password, StandardCharsets.UTF_8));
            return connection.isAuthenticated();
        } catch (LdapAuthenticationException wrong) {
            return false;
        } catch (LdapOperationException refused) {
            if (refused.getResultCode() == ResultCodeEnum.INVALID_CREDENTIALS) {
                return false;
            }
            throw new DirectoryUnavailableException("LDAP bind: " + refused.getMessage(), refused);
        } catch (LdapException | IOException away) {
            throw new DirectoryUnavailableException("LDAP: " + away.getMessage(), away);
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
            if (refused.getResultCode() == ResultCodeEnum.UNAVAILABLE
                    || refused.getResultCode() == ResultCodeEnum.BUSY) {
                throw new DirectoryUnavailableException("LDAP: " + refused.getMessage(), refused);
            }
            throw new ProvisioningException(
                    "the directory refuses the change: " + refused.getMessage());
        }
    }
}
