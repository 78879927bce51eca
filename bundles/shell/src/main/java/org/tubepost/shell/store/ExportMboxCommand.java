// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreExchange;

/** Writes folders as mboxes. */
@Service
@Command(
        scope = "store",
        name = "export-mbox",
        description = "Writes folders as mboxes into a directory (imsexport)")
public final class ExportMboxCommand extends ExportingCommand {
    @Override
    StoreExchange.Format format() {
        return StoreExchange.Format.MBOX;
    }
}
