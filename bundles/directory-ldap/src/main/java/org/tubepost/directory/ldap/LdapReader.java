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
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Value;
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
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.PagedSource.PageVisitor;
import org.tubepost.api.directory.SearchRefusedException;
import org.tubepost.api.directory.SearchRequest;

/**
 * Searches on some servers. Visits hold a connection for as long as their visitor takes; they have
 * connections of their own, so that however many there are, a look-up finds one.
 */
final class LdapReader implements AutoCloseable {
    private final LdapSettings settings;
    private final ConnectionPool questions;
    private final ConnectionPool visits;

    LdapReader(LdapSettings settings, LdapServers servers, ConnectionPool questions) {
        this.settings = settings;
        this.questions = questions;
        this.visits = ConnectionPool.ofVisits(servers, settings);
    }

    @Override
    public void close() {
        questions.close();
        visits.close();
    }

    /** Entries that match. */
    List<DirectoryRecord> search(SearchRequest request) throws DirectoryUnavailableException {
        return asking(
                questions,
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

    /** Visits entries that match, page by page. */
    void search(SearchRequest request, PageVisitor visitor) throws DirectoryUnavailableException {
        // Pages belong to their connection, so what is visited holds one.
        asking(
                visits,
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

    private static <T> T asking(ConnectionPool pool, ConnectionPool.Question<T> question)
            throws DirectoryUnavailableException {
        try {
            return pool.ask(question);
        } catch (LdapOperationException refused) {
            throw new SearchRefusedException("LDAP search: " + refused.getMessage(), refused);
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
}
