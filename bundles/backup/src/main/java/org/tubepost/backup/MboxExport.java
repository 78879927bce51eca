// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreSnapshot;

/** An mbox for each folder, a directory for each level of names. */
final class MboxExport implements ExportForm {

    @Override
    public FolderWriter folder(Path owner, String name, StoreSnapshot.Messages mailbox)
            throws IOException {
        Path at = owner;
        String[] levels = name.split(String.valueOf(MailboxName.SEPARATOR));
        for (int i = 0; i < levels.length - 1; i++) {
            at = at.resolve(FileNames.parent(levels[i]));
        }
        String last = FileNames.level(levels[levels.length - 1]);
        return new MboxWriter(at.resolve(last + ExchangeService.MBOX_SUFFIX));
    }
}
