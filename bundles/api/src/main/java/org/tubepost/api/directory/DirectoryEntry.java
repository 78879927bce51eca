// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import org.tubepost.api.message.MailAddress;

/** What an address names: a user or a group. */
public sealed interface DirectoryEntry permits Account, Group {

    /** Distinguished name. */
    String dn();

    /** Primary address. */
    MailAddress mail();

    /** The status that decides, domain and entry taken together. */
    Status status();

    /** All attributes as stored, for rooms that need one without a name here. */
    DirectoryRecord attributes();
}
