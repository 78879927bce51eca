// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

/** What CAPABILITY tells (RFC 3501 section 6.1.1). */
final class Capabilities {
    private static final String ALWAYS = "IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE";

    /** Literals before login are short, so none of them needs to be waited for. */
    private static final String BEFORE_LOGIN = " LITERAL-";

    private static final String LOGGED_IN =
            " LITERAL+ IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN SPECIAL-USE"
                    + " CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE ESEARCH SEARCHRES"
                    + " WITHIN CONDSTORE QRESYNC OBJECTID BINARY SORT SORT=DISPLAY"
                    + " THREAD=ORDEREDSUBJECT THREAD=REFERENCES ESORT CONTEXT=SEARCH PARTIAL UIDONLY"
                    + " SAVEDATE PREVIEW MULTIAPPEND CATENATE REPLACE ACL RIGHTS=kxte LIST-MYRIGHTS"
                    + " METADATA QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE NOTIFY URLAUTH"
                    + " UTF8=ACCEPT APPENDLIMIT=";

    private Capabilities() {}

    /** The list for a client as it stands now. */
    static String of(Client client) {
        StringBuilder list = new StringBuilder(ALWAYS);
        if (client.isLoggedIn()) {
            list.append(LOGGED_IN).append(client.settings().maxMessageOctets());
            list.append(QuotaCommands.maySet(client) ? " QUOTASET" : "");
            return list.append(client.out().isCompressed() ? "" : " COMPRESS=DEFLATE").toString();
        }
        list.append(BEFORE_LOGIN);
        if (client.offersTls()) {
            list.append(" STARTTLS");
        }
        client.mechanisms().forEach(m -> list.append(" AUTH=").append(m));
        if (!client.allowsPlainText()) {
            list.append(" LOGINDISABLED");
        }
        return list.toString();
    }
}
