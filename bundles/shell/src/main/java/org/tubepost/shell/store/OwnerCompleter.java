// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.tubepost.api.store.MessageStore;

/** Completes owners of mailboxes. */
@Service
public final class OwnerCompleter implements Completer {
    @Reference private BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        ServiceReference<MessageStore> reference = context.getServiceReference(MessageStore.class);
        if (reference == null) {
            return -1;
        }
        try {
            return new StringsCompleter(context.getService(reference).owners())
                    .complete(session, line, candidates);
        } finally {
            context.ungetService(reference);
        }
    }
}
