// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.filter.MessageFilter;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.security.AccessPolicy;

/** The rooms that acceptance asks, each leased for one question. */
final class Rooms implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<AddressRewriter> rewriters;
    private final ServiceLeases<AliasSource> aliases;
    private final ServiceLeases<AccessPolicy> policies;
    private final ServiceLeases<MessageFilter> filters;
    private final ServiceLeases<MappingTables> tables;
    private final ServiceLeases<MappingTable> offered;
    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<Directory> directories;
    private final LeasedMailLog log;

    Rooms(BundleContext context) {
        rewriters = ServiceLeases.of(context, AddressRewriter.class, DRAIN);
        aliases = ServiceLeases.of(context, AliasSource.class, DRAIN);
        policies = ServiceLeases.of(context, AccessPolicy.class, DRAIN);
        filters = ServiceLeases.named(context, MessageFilter.class, MessageFilter.NAME, DRAIN);
        tables = ServiceLeases.of(context, MappingTables.class, DRAIN);
        offered = ServiceLeases.named(context, MappingTable.class, MappingTable.NAME, DRAIN);
        resolvers = ServiceLeases.of(context, Resolver.class, DRAIN);
        directories = ServiceLeases.of(context, Directory.class, DRAIN);
        log = new LeasedMailLog(context);
    }

    Lease<AddressRewriter> rewriter() throws AwayException {
        return present(rewriters.lease(""), "rewriting");
    }

    Lease<AliasSource> aliases() throws AwayException {
        return present(aliases.lease(""), "alias expansion");
    }

    Lease<AccessPolicy> policy() throws AwayException {
        return present(policies.lease(""), "access control");
    }

    Lease<MappingTables> tables() throws AwayException {
        return present(tables.lease(""), "mapping");
    }

    Lease<Resolver> resolver() throws AwayException {
        return present(resolvers.lease(""), "name lookup");
    }

    Lease<Directory> directory() throws AwayException {
        return present(directories.lease(""), "the directory");
    }

    /** True when some bundle, or the file in force, offers a mapping table. */
    boolean offersTable(String name) {
        Optional<Lease<MappingTable>> lease = offered.lease(name);
        lease.ifPresent(Lease::close);
        return lease.isPresent();
    }

    /** Where is written down what became of messages. */
    MailLog log() {
        return log;
    }

    ServiceLeases<MessageFilter> filters() {
        return filters;
    }

    @Override
    public void close() {
        rewriters.close();
        aliases.close();
        policies.close();
        filters.close();
        tables.close();
        offered.close();
        resolvers.close();
        directories.close();
        log.close();
    }

    private static <T> Lease<T> present(Optional<Lease<T>> lease, String what)
            throws AwayException {
        return lease.orElseThrow(() -> new AwayException(what));
    }

    /** A room is being replaced; the client is asked to try again. */
    static final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String status;

        AwayException(String what) {
            this("4.3.2", what + " is being replaced, try again in a moment");
        }

        private AwayException(String status, String text) {
            super(text);
            this.status = status;
        }

        /** A table that asks somebody who does not answer. */
        static AwayException unanswered(String table) {
            return new AwayException(
                    "4.4.3", "table " + table + " cannot say now, try again later");
        }

        Reply reply() {
            return Reply.of(451, status, getMessage());
        }
    }
}
