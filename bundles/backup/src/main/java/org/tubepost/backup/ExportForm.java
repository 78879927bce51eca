// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreSnapshot;

/** How folders become files of another program. */
interface ExportForm {

    /**
     * Begins a folder.
     *
     * @param owner directory of its owner, perhaps not there yet
     * @param name name of the folder
     */
    FolderWriter folder(Path owner, String name, StoreSnapshot.Messages mailbox) throws IOException;

    /** Some folders of an owner were written. */
    default void ownerEnd(Path owner, StoreSnapshot.Owner what, MailSelection selection)
            throws IOException {}

    /** Writes one folder; closed in any case. */
    interface FolderWriter extends AutoCloseable {

        /** A message, by ascending UID. */
        void message(MessageRecord record, Content content) throws IOException;

        /** All have come; says what the form could not take. */
        default Optional<String> end() throws IOException {
            return Optional.empty();
        }

        @Override
        void close() throws IOException;
    }
}
