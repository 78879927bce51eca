// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/**
 * A directory back end over LDAP through the Apache Directory LDAP API: the embedded server and an
 * outside one are asked by the same code. Called from many threads at once; each call blocks for
 * the time limit at most.
 */
@Component
@Designate(ocd = LdapSettings.class)
public final class LdapSource implements DirectorySource {
    private final LdapSettings settings;
    private final LdapServers servers;
    private final ConnectionPool pool;

    /** Connects when first asked. */
    @Activate
    public LdapSource(LdapSettings settings) {
        this.settings = settings;
        this.servers = new LdapServers(settings);
        this.pool = new ConnectionPool(servers, settings);
    }

    @Deactivate
    void close() {
        pool.close();
    }

    @Override
    public List<DirectoryRecord> search(SearchRequest request)
            throws DirectoryUnavailableException {
        try {
            return pool.ask(connection -> search(connection, request));
        } catch (LdapOperationException refused) {
            if (refused.getResultCode() == ResultCodeEnum.NO_SUCH_OBJECT) {
                return List.of();
            }
            throw new DirectoryUnavailableException(
                    "LDAP search: " + refused.getMessage(), refused);
        }
    }

    private List<DirectoryRecord> search(LdapNetworkConnection connection, SearchRequest request)
            throws LdapException, IOException {
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
        List<DirectoryRecord> found = new ArrayList<>();
        try (SearchCursor cursor = connection.search(search)) {
            while (cursor.next()) {
                if (cursor.isEntry()) {
                    found.add(record(cursor.getEntry()));
                }
            }
            SearchResultDone done = cursor.getSearchResultDone();
            ResultCodeEnum code = done.getLdapResult().getResultCode();
            boolean enough = code == ResultCodeEnum.SIZE_LIMIT_EXCEEDED && request.sizeLimit() > 0;
            if (code != ResultCodeEnum.SUCCESS && !enough) {
                throw new LdapOperationException(
                        code, code + ": " + done.getLdapResult().getDiagnosticMessage());
            }
            return found;
        } catch (CursorException broken) {
            throw new LdapException(broken.getMessage(), broken);
        }
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
        try (LdapNetworkConnection connection = servers.open()) {
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
            pool.ask(change);
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
