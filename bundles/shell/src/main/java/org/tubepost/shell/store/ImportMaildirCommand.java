// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreExchange;

/** Takes a Maildir over. */
@Service
@Command(
        scope = "store",
        name = "import-maildir",
        description = "Takes mail over from a Maildir, Dovecot's too")
public final class ImportMaildirCommand extends ImportingCommand {
    @Override
    StoreExchange.Format format() {
        return StoreExchange.Format.MAILDIR;
    }
}
