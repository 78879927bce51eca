// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreExchange;

/** Takes an mbox, or a directory of them, over (imsimport). */
@Service
@Command(
        scope = "store",
        name = "import-mbox",
        description = "Takes mail over from an mbox or a directory of them (imsimport)")
public final class ImportMboxCommand extends ImportingCommand {
    @Override
    StoreExchange.Format format() {
        return StoreExchange.Format.MBOX;
    }
}
