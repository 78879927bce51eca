// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import org.tubepost.api.store.MailboxName;

/**
 * A folder whose messages follow.
 *
 * @param name its name
 * @param mailbox number of its mailbox in the store that it comes from
 * @param uidValidity its UIDVALIDITY
 * @param uidNext next UID
 * @param highestModSeq highest modification sequence
 * @param sinceUidNext UIDs below it are in the streams before; 0 if the folder is not
 */
public record FolderHead(
        MailboxName name,
        long mailbox,
        long uidValidity,
        long uidNext,
        long highestModSeq,
        long sinceUidNext) {

    Payload encode() {
        return new Payload()
                .text(name.owner())
                .text(name.folder())
                .number(mailbox)
                .number(uidValidity)
                .number(uidNext)
                .number(highestModSeq)
                .number(sinceUidNext);
    }

    static FolderHead decode(Fields from) {
        return new FolderHead(
                new MailboxName(from.text(), from.text()),
                from.count(),
                from.count(),
                from.count(),
                from.count(),
                from.count());
    }
}
