// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** The store's refusals as answers (RFC 5530). */
final class Refusals {
    private Refusals() {}

    static String no(StoreException refused) {
        return "NO [" + written(refused.code()) + "] " + text(refused);
    }

    /** As {@link #no}, where a mailbox that does not exist could be made by the client. */
    static String tryCreate(StoreException refused) {
        return refused.code() == Code.NONEXISTENT ? "NO [TRYCREATE] " + text(refused) : no(refused);
    }

    /** The mailbox has gone, perhaps just now, or it is not to be seen by this user. */
    static boolean isHidden(StoreException refused) {
        return refused.code() == Code.NONEXISTENT || refused.code() == Code.NOPERM;
    }

    private static Code written(Code code) {
        return code == Code.GRACE_OVER ? Code.OVERQUOTA : code;
    }

    private static String text(StoreException refused) {
        String text = refused.getMessage();
        return text == null ? "Refused" : text.replaceAll("[^ -~]", "?");
    }
}
