// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

/** What CAPABILITY tells (RFC 3501 section 6.1.1). */
final class Capabilities {
    /** Before login, with STARTTLS and mechanisms to be added. */
    private static final String ALWAYS = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE";

    private static final String LOGGED_IN =
            " IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN SPECIAL-USE CREATE-SPECIAL-USE"
                    + " LIST-EXTENDED LIST-STATUS STATUS=SIZE ESEARCH WITHIN CONDSTORE QRESYNC OBJECTID";

    private Capabilities() {}

    /** The list for a client as it stands now. */
    static String of(Client client) {
        StringBuilder list = new StringBuilder(ALWAYS);
        if (client.isLoggedIn()) {
            return list.append(LOGGED_IN).toString();
        }
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
