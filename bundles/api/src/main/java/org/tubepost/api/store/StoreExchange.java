// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Carries mail between the store and the files of other programs. For administrators' tools. Files
 * are on the server's machine.
 */
@ProviderType
public interface StoreExchange {

    /**
     * Writes folders as they are at one moment of the store.
     *
     * @param selection what; without single messages
     * @param directory not there yet, or empty; gets a directory for each owner
     * @param format of the files
     */
    TransferReport exportTo(
            MailSelection selection, Path directory, Format format, TransferMonitor monitor)
            throws IOException;

    /**
     * Takes mail from files of another program. Messages that a folder has already are left out, so
     * that a broken import is done again.
     *
     * @param from a file or directory
     * @param format of the files
     * @param user owner of the mail; made if there is none
     * @param into folder for what has no name of its own, and above what has one; empty for INBOX
     *     and the names as they are
     */
    TransferReport importFrom(
            Path from, Format format, String user, Optional<String> into, TransferMonitor monitor)
            throws IOException;

    /** Forms of mail in files. */
    enum Format {
        /** One file a folder, messages behind From lines (RFC 4155, mboxrd quoting). */
        MBOX,
        /** One file a message, Maildir++ folders, with Dovecot's lists of UIDs and keywords. */
        MAILDIR,
        /** Dovecot's sdbox and mdbox with their indexes; only read. */
        DBOX
    }
}
