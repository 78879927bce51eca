// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.util.Locale;

/**
 * Fields of a record of a message in their order. A record of a connection has a plus sign for the
 * destination and behind the code: transport, protocol, user, diagnostic.
 */
enum Field {
    TIME,
    PROCESS,
    SOURCE,
    DESTINATION,
    CODE,
    SIZE,
    SENDER,
    ORIGINAL,
    RECIPIENT,
    FILE,
    MESSAGE_ID,
    USER,
    TRANSPORT,
    DIAGNOSTIC;

    /** Its name in the head line of a file. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
