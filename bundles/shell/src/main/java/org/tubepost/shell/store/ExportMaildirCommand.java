// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreExchange;

/** Writes folders as Maildirs. */
@Service
@Command(
        scope = "store",
        name = "export-maildir",
        description = "Writes folders as Maildirs into a directory")
public final class ExportMaildirCommand extends ExportingCommand {
    @Override
    StoreExchange.Format format() {
        return StoreExchange.Format.MAILDIR;
    }
}
