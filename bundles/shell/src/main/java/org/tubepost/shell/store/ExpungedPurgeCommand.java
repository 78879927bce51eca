// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.ExpungedMessages;

/** Lets go of expunged messages before their time. */
@Service
@Command(
        scope = "store",
        name = "expunged-purge",
        description = "Lets go of expunged messages for good, before their time")
public final class ExpungedPurgeCommand extends ExpungedCommand {

    @Override
    public Object execute() throws Exception {
        return with(
                ExpungedMessages.class,
                expunged -> {
                    inBatches(expunged, "purged", uids -> expunged.purge(mailbox(), uids).size());
                    return null;
                });
    }
}
