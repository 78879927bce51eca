// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import org.tubepost.api.message.MailAddress;

/**
 * A group of recipients. Members may be users, groups or outside addresses; who expands a group
 * guards against cycles.
 *
 * @param dn distinguished name
 * @param mail address of the group
 * @param status the status that decides
 * @param memberDns members in the directory
 * @param memberAddresses members by address ({@code mgrpRFC822MailMember})
 * @param errorsTo envelope sender of list traffic; empty to keep the sender
 * @param attributes the whole entry
 */
public record Group(
        String dn,
        MailAddress mail,
        Status status,
        List<String> memberDns,
        List<MailAddress> memberAddresses,
        String errorsTo,
        DirectoryRecord attributes)
        implements DirectoryEntry {

    /** Copies the lists. */
    public Group {
        memberDns = List.copyOf(memberDns);
        memberAddresses = List.copyOf(memberAddresses);
    }
}
