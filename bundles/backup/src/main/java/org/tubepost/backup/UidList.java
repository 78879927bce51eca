// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dovecot's {@code dovecot-uidlist}, version 3: a line with UIDVALIDITY (V) and next UID (N), then
 * a line a message: a UID, fields, a colon, and the name of the file. Version 1 begins with three
 * numbers.
 *
 * @param validity UIDVALIDITY; 0 if it is not known
 * @param next next UID; 0 if it is not known
 * @param uids UIDs by the unique part of a name
 */
record UidList(long validity, long next, Map<String, Long> uids) {
    /** Stands behind all UIDs. */
    static final long UNKNOWN = Long.MAX_VALUE;

    static final String FILE = "dovecot-uidlist";

    private static final long LAST = 0xffff_ffffL;
    private static final Pattern FIELD = Pattern.compile(" ([VN])(\\d{1,10})\\b");
    private static final Pattern VERSION_1 = Pattern.compile("1 (\\d{1,10}) (\\d{1,10})");
    private static final Pattern MESSAGE =
            Pattern.compile("(\\d{1,10}) (?:[A-Z]\\S* )*(:?)([^: ].*)");

    /**
     * Of a Maildir; empty if it has none.
     *
     * @throws UnreadableMailException if it has one that cannot be read
     */
    static UidList read(Path maildir) throws IOException {
        long validity = 0;
        long next = 0;
        Map<String, Long> uids = new HashMap<>();
        boolean first = true;
        for (String line : SourceTree.neededLines(maildir.resolve(FILE))) {
            if (first) {
                first = false;
                Matcher old = VERSION_1.matcher(line);
                if (old.matches()) {
                    validity = number(old.group(1));
                    next = number(old.group(2));
                }
                Matcher fields = FIELD.matcher(line);
                while (fields.find()) {
                    if (fields.group(1).equals("V")) {
                        validity = number(fields.group(2));
                    } else {
                        next = number(fields.group(2));
                    }
                }
                continue;
            }
            Matcher message = MESSAGE.matcher(line);
            if (message.matches() && number(message.group(1)) > 0) {
                uids.put(unique(message.group(3)), number(message.group(1)));
            }
        }
        return new UidList(validity, next, uids);
    }

    private static long number(String digits) {
        long number = Long.parseLong(digits);
        return number > LAST ? 0 : number;
    }

    /** UID of a file, {@link #UNKNOWN} if it has none. */
    long uid(String file) {
        return uids.getOrDefault(unique(file), UNKNOWN);
    }

    /** The part of a name that stays when flags or sizes are put behind it. */
    private static String unique(String name) {
        int colon = name.indexOf(':');
        String base = colon < 0 ? name : name.substring(0, colon);
        int comma = base.indexOf(',');
        return comma < 0 ? base : base.substring(0, comma);
    }

    /** Writes a list; {@link #line} for each message follows. */
    static BufferedWriter begin(Path maildir, long validity, long next) throws IOException {
        BufferedWriter to = Files.newBufferedWriter(maildir.resolve(FILE));
        to.write("3 V" + validity + " N" + next + "\n");
        return to;
    }

    /** Writes a message. */
    static void line(BufferedWriter to, long uid, String base) throws IOException {
        to.write(uid + " :" + base + "\n");
    }
}
