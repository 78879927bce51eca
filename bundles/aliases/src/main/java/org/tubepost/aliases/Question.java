// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.EntryStream;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.ExpansionContext;

/**
 * One expansion: what is asked, under which circumstances, and who is asked.
 *
 * @param context circumstances
 * @param aliases aliases of the generation
 * @param rooms services
 */
record Question(ExpansionContext context, AliasTable aliases, Rooms.Visit rooms) {

    Optional<AliasTable.Match> alias(MailAddress address) {
        return aliases.find(address, context.generation());
    }

    Directory directory() throws DirectoryUnavailableException {
        return rooms.directory();
    }

    /** Visits entries by name, many at once where the directory can. */
    void members(List<String> dns, EntryStream.EntryVisitor visitor)
            throws DirectoryUnavailableException {
        if (directory() instanceof EntryStream stream) {
            stream.entries(dns, visitor);
            return;
        }
        for (String dn : dns) {
            visitor.entry(dn, directory().byDn(dn));
        }
    }

    Trace trace() {
        return context.trace();
    }

    /** The hosts that are this system. */
    SiteHosts hosts() {
        return new SiteHosts(context.generation(), aliases.localHost());
    }

    /** The address with the local host, if it has no domain. */
    MailAddress qualified(MailAddress address) {
        return address.isUnqualified() ? address.withDomain(aliases.localHost()) : address;
    }

    void explain(String subject, String result, String source) {
        context.trace().add(() -> new Step("aliases", subject, result, source));
    }
}
