// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Takes entries out of the directory as text and puts them in. */
@ProviderType
public interface Interchange {

    /** Form of the text, in UTF-8. */
    enum Format {
        /** RFC 2849. */
        LDIF,
        /**
         * RFC 4180, with the names of attributes in the first line and a user in each other; values
         * of one attribute are separated by {@code |}, and {@code \} makes the next character
         * plain.
         */
        CSV
    }

    /**
     * How an import goes.
     *
     * @param domain domain of users in CSV whose line does not tell it; may be empty
     * @param dryRun true to check everything and write nothing
     * @param goOn true to go on after a mistake
     */
    record ImportOptions(Format format, String domain, boolean dryRun, boolean goOn) {}

    /**
     * What an import has done so far; in a dry run, what it would have done.
     *
     * @param added new entries
     * @param changed entries that were modified or marked or deleted
     * @param unchanged entries that were there already, as they are in the text
     * @param refused records with a mistake; nothing of them was applied
     */
    record Progress(long added, long changed, long unchanged, long refused) {

        /** Records that were dealt with. */
        public long records() {
            return added + changed + unchanged + refused;
        }
    }

    /** Is told how an import goes, by the thread that called. */
    @ConsumerType
    interface Listener {

        /** A record was refused: line and column of the text, counted from 1, and the reason. */
        void refused(long line, long column, String reason);

        /**
         * Some more records were dealt with.
         *
         * @return false to stop here
         */
        boolean goOn(Progress soFar);
    }

    /**
     * Writes all entries of a domain, or of all domains if none is named. CSV has the users only.
     * Passwords are left out of what a domain's administrator gets.
     *
     * @return number of entries
     */
    long exportTo(OutputStream out, Format format, String domain, Administrator who)
            throws ProvisioningException, DirectoryUnavailableException, IOException;

    /**
     * Reads entries and changes, in order. Each is checked as if it were made by a command, and is
     * applied whole or not at all. One that is there already is left alone, so that an import that
     * was stopped can be repeated.
     *
     * @throws DirectoryUnavailableException when no server answers; what was done is done
     */
    Progress importFrom(InputStream in, ImportOptions options, Administrator who, Listener listener)
            throws ProvisioningException, DirectoryUnavailableException, IOException;
}
