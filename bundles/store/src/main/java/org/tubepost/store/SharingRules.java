// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Locale;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;
import org.tubepost.api.store.MailboxName;

/**
 * What the administrator decided about shared folders.
 *
 * @param publicOwner owner of the public folders, in lower case; empty for none
 * @param restrictAnyone ordinary users may not give rights to {@code anyone}
 * @param restrictDomain ordinary users may not give rights outside of their domain
 * @param shareFlags all users of a folder have one {@code \Seen} in common
 */
record SharingRules(
        String publicOwner, boolean restrictAnyone, boolean restrictDomain, boolean shareFlags) {

    /** No public folders, no restrictions; what is read is one's own. */
    static final SharingRules NONE = new SharingRules("", false, false, false);

    /**
     * First level of a name that no public folder has: clients see public folders beside {@code
     * User}, below which those of others are.
     */
    private static final String NO_PUBLIC_NAME = "User";

    /** Brings the owner into its form. */
    SharingRules {
        publicOwner = publicOwner.strip().toLowerCase(Locale.ROOT);
    }

    /** True for public folders. */
    boolean isPublic(String owner) {
        return !publicOwner.isEmpty() && publicOwner.equals(owner);
    }

    /** True for the name of a public folder that would not be told from the folders of others. */
    boolean isAmbiguous(MailboxName name) {
        int end = name.folder().indexOf(MailboxName.SEPARATOR);
        String first = end < 0 ? name.folder() : name.folder().substring(0, end);
        return isPublic(name.owner()) && first.equalsIgnoreCase(NO_PUBLIC_NAME);
    }

    /** Whether somebody may give rights on a folder of an owner to others. */
    boolean permits(Identity who, String owner, AccessIdentifier to) {
        if (who.administrator() || isPublic(owner) || to.negative()) {
            return true;
        }
        return !(restrictAnyone && to.isAnyone()) && !(restrictDomain && isOutside(who, to));
    }

    private static boolean isOutside(Identity who, AccessIdentifier to) {
        boolean ofDefaultDomain = who.id().indexOf('@') < 0;
        return to.isAnyone()
                || !to.domain().equalsIgnoreCase(who.domain())
                        && !(ofDefaultDomain && to.domain().isEmpty());
    }
}
