// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.ExpungedMessages;

/** Puts expunged messages back, as {@code mboxutil -R} does. */
@Service
@Command(
        scope = "store",
        name = "expunged-restore",
        description = "Puts expunged messages back into their folder, with new UIDs (mboxutil -R)")
public final class ExpungedRestoreCommand extends ExpungedCommand {

    @Override
    public Object execute() throws Exception {
        return with(
                ExpungedMessages.class,
                expunged -> {
                    inBatches(
                            expunged,
                            "put back",
                            uids -> expunged.restore(mailbox(), uids).targetUids().size());
                    return null;
                });
    }
}
