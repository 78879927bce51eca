// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.MessageRecord;

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
                    List<MessageRecord> meant = meant(expunged);
                    int done =
                            inBatches(
                                    meant,
                                    uids -> expunged.restore(mailbox(), uids).targetUids().size());
                    out().println(done + (done == 1 ? " message" : " messages") + " put back");
                    if (isStopped()) {
                        throw new IllegalStateException("stopped before the end");
                    }
                    return null;
                });
    }
}
