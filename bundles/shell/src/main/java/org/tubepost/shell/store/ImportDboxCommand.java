// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreExchange;

/** Takes Dovecot's sdbox or mdbox over. */
@Service
@Command(
        scope = "store",
        name = "import-dbox",
        description = "Takes mail over from Dovecot's sdbox or mdbox")
public final class ImportDboxCommand extends ImportingCommand {
    @Override
    StoreExchange.Format format() {
        return StoreExchange.Format.DBOX;
    }
}
