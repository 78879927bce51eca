// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.Collection;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;

/** Completes names that the configuration in force knows. */
abstract class GenerationCompleter implements Completer {
    @Reference private BundleContext context;

    abstract Collection<String> names(Generation generation);

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        ServiceReference<Configuration> reference =
                context.getServiceReference(Configuration.class);
        if (reference == null) {
            return -1;
        }
        try {
            Generation generation = context.getService(reference).current();
            return new StringsCompleter(names(generation)).complete(session, line, candidates);
        } finally {
            context.ungetService(reference);
        }
    }
}
