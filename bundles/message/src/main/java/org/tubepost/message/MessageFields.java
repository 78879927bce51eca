// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.Locale;
import org.tubepost.api.message.Priority;

/** What the scanner learns from the header of the message itself. */
final class MessageFields {
    private static final int LONGEST_ID = 998;

    private int received;
    private String messageId = "";
    private Priority priority = Priority.NORMAL;
    private boolean prioritySeen;

    int received() {
        return received;
    }

    String messageId() {
        return messageId;
    }

    Priority priority() {
        return priority;
    }

    void takeReceived(boolean main) {
        received += main ? 1 : 0;
    }

    /** The first one counts; comments around the angle brackets are dropped. */
    void takeMessageId(String body) {
        if (!messageId.isEmpty()) {
            return;
        }
        int begin = body.indexOf('<');
        int end = body.indexOf('>', begin + 1);
        String id = begin >= 0 && end > begin ? body.substring(begin, end + 1) : body;
        messageId = id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
    }

    /** The three words of RFC 2156 section 5.3.6; the first field counts. */
    void takePriority(String body) {
        if (prioritySeen) {
            return;
        }
        prioritySeen = true;
        priority =
                switch (body.toLowerCase(Locale.ROOT)) {
                    case "urgent" -> Priority.URGENT;
                    case "non-urgent" -> Priority.NONURGENT;
                    default -> Priority.NORMAL;
                };
    }
}
