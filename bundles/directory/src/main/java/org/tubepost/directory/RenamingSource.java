// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.PagedSource;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/** A back end whose attributes have other names, under the names of the schema. */
final class RenamingSource implements PagedSource {
    private final DirectorySource source;
    private final AttributeNames names;

    RenamingSource(DirectorySource source, AttributeNames names) {
        this.source = source;
        this.names = names;
    }

    @Override
    public List<DirectoryRecord> search(SearchRequest request)
            throws DirectoryUnavailableException {
        return source.search(renamed(request)).stream().map(this::renamed).toList();
    }

    @Override
    public void search(SearchRequest request, PageVisitor visitor)
            throws DirectoryUnavailableException {
        if (source instanceof PagedSource paged) {
            paged.search(
                    renamed(request),
                    page -> visitor.page(page.stream().map(this::renamed).toList()));
        } else {
            visitor.page(search(request));
        }
    }

    private SearchRequest renamed(SearchRequest request) {
        return new SearchRequest(
                request.baseDn(),
                request.scope(),
                names.filterToSite(request.filter()),
                request.attributes().stream().map(names::toSite).toList(),
                request.sizeLimit());
    }

    private DirectoryRecord renamed(DirectoryRecord record) {
        return new DirectoryRecord(record.dn(), renamed(record.values(), names::toStandard));
    }

    private static Map<String, List<String>> renamed(
            Map<String, List<String>> values, UnaryOperator<String> name) {
        Map<String, List<String>> renamed = new LinkedHashMap<>();
        values.forEach((attribute, list) -> renamed.put(name.apply(attribute), list));
        return renamed;
    }

    @Override
    public boolean bind(String dn, byte[] password) throws DirectoryUnavailableException {
        return source.bind(dn, password);
    }

    @Override
    public void add(DirectoryRecord entry)
            throws ProvisioningException, DirectoryUnavailableException {
        source.add(new DirectoryRecord(entry.dn(), renamed(entry.values(), names::toSite)));
    }

    @Override
    public void modify(String dn, Map<String, List<String>> replacements)
            throws ProvisioningException, DirectoryUnavailableException {
        source.modify(dn, renamed(replacements, names::toSite));
    }

    @Override
    public boolean exchange(String dn, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException {
        return source.exchange(
                dn,
                changes.stream()
                        .map(
                                c ->
                                        new AttributeChange(
                                                names.toSite(c.attribute()),
                                                c.operation(),
                                                c.values()))
                        .toList());
    }

    @Override
    public void delete(String dn) throws ProvisioningException, DirectoryUnavailableException {
        source.delete(dn);
    }
}
