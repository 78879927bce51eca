// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.log;

import java.io.IOException;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** Finds in the mail log what was written down before. */
@ProviderType
public interface MailLogReader {

    /**
     * Records of one message, in the order in which they were written, over all files that are
     * still kept. What was recorded before the call is found. A record has what the log was
     * configured to keep when it was written: sizes are rounded up to blocks, and fields that were
     * not wanted are empty.
     *
     * @param id queue id, or value of the {@code Message-ID} field with or without its brackets;
     *     the latter finds all copies of a message
     * @return reads files as it is consumed; the caller closes it. Throws {@link
     *     java.io.UncheckedIOException} if a file cannot be read on
     * @throws IOException if the files cannot be listed
     */
    Stream<MailEvent> find(String id) throws IOException;

    /**
     * Logins, failed ones too, and logouts, in the order in which they were written, over all files
     * that are still kept. Read and closed like {@link #find}.
     *
     * @throws IOException if the files cannot be listed
     */
    Stream<MailEvent> logins() throws IOException;
}
