// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.PagedSource;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;

/** Leases the configured back end for one question. */
final class Sources implements AutoCloseable {
    private final Supplier<Optional<Lease<DirectorySource>>> leases;
    private final Runnable end;
    private final String name;
    private final UnaryOperator<DirectorySource> view;
    private final AtomicReference<AttributeNames> names;

    /** A question to a back end. */
    interface Question<T> {
        T ask(DirectorySource source) throws DirectoryUnavailableException;
    }

    /** A change through a back end. */
    interface Change {
        void make(DirectorySource source)
                throws ProvisioningException, DirectoryUnavailableException;
    }

    private Sources(
            Supplier<Optional<Lease<DirectorySource>>> leases,
            Runnable end,
            String name,
            UnaryOperator<DirectorySource> view,
            AtomicReference<AttributeNames> names) {
        this.leases = leases;
        this.end = end;
        this.name = name;
        this.view = view;
        this.names = names;
    }

    /** The back end of a name. */
    static Sources named(BundleContext context, String name) {
        ServiceLeases<DirectorySource> services =
                ServiceLeases.named(
                        context,
                        DirectorySource.class,
                        DirectorySource.NAME,
                        Duration.ofSeconds(10));
        return new Sources(
                () -> services.lease(name),
                services::close,
                name,
                UnaryOperator.identity(),
                new AtomicReference<>(AttributeNames.STANDARD));
    }

    /** Always the same back end, outside of a framework. */
    static Sources only(DirectorySource source) {
        return new Sources(
                () -> Optional.of(new Borrowed(source)),
                () -> {},
                "",
                UnaryOperator.identity(),
                new AtomicReference<>(AttributeNames.STANDARD));
    }

    /** The same back end for those who read in order to write; see {@link DirectorySource}. */
    Sources writable() {
        return new Sources(leases, () -> {}, name, DirectorySource::writable, names);
    }

    private record Borrowed(DirectorySource service) implements Lease<DirectorySource> {
        @Override
        public void close() {
            // Nobody waits for it.
        }
    }

    <T> T ask(Question<T> question) throws DirectoryUnavailableException {
        try (Lease<DirectorySource> lease = lease()) {
            return question.ask(source(lease));
        }
    }

    void change(Change change) throws ProvisioningException, DirectoryUnavailableException {
        try (Lease<DirectorySource> lease = lease()) {
            change.make(source(lease));
        }
    }

    List<DirectoryRecord> search(String base, Scope scope, String filter, int limit)
            throws DirectoryUnavailableException {
        return ask(s -> s.search(new SearchRequest(base, scope, filter, List.of(), limit)));
    }

    /** Visits what matches, in pages if the back end has them. */
    void visit(SearchRequest request, PagedSource.PageVisitor visitor)
            throws DirectoryUnavailableException {
        try (Lease<DirectorySource> lease = lease()) {
            DirectorySource source = source(lease);
            if (source instanceof PagedSource paged) {
                paged.search(request, visitor);
            } else {
                visitor.page(source.search(request));
            }
        }
    }

    /** The entry of this name. */
    Optional<DirectoryRecord> record(String dn) throws DirectoryUnavailableException {
        return search(dn, Scope.BASE, "(objectClass=*)", 1).stream().findFirst();
    }

    /** From now on attributes have these names in the back end. */
    void names(AttributeNames other) {
        names.set(other);
    }

    /** Names of attributes in the back end. */
    AttributeNames names() {
        return names.get();
    }

    private DirectorySource source(Lease<DirectorySource> lease) {
        return names.get().in(view.apply(lease.service()));
    }

    private Lease<DirectorySource> lease() throws DirectoryUnavailableException {
        return leases.get()
                .orElseThrow(
                        () ->
                                new DirectoryUnavailableException(
                                        "no directory back end '" + name + "' is running", null));
    }

    @Override
    public void close() {
        end.run();
    }
}
