// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tubepost.backup.stream.Digests;
import org.tubepost.wire.imap.MaildirNames;

/**
 * Names of owners and folders as names of files, which lead nowhere else and hide from nobody.
 * Different names stay different, whatever a user calls a folder; usual ones stay as they are. Of
 * one that is too long the beginning stays, with a digest of all behind it.
 */
final class FileNames {
    private static final int OCTETS_AT_MOST = 255;
    private static final int DIGEST_OCTETS = 16;
    private static final Pattern HIDDEN = Pattern.compile("(?s)_*\\..*");
    private static final Pattern LIKE_MBOX = Pattern.compile("(?s).*\\.mbox_*");
    private static final Pattern LIKE_DIGEST = Pattern.compile("(?s).*~[0-9a-f]{32}");

    private FileNames() {}

    /** An owner, or one level of the name of a folder; there is room for a suffix behind it. */
    static String level(String name) {
        int atMost = OCTETS_AT_MOST - ExchangeService.MBOX_SUFFIX.length();
        return fitting(
                HIDDEN.matcher(name).matches() ? "_" + name : name,
                n -> n.indexOf('/') < 0 && n.getBytes(UTF_8).length <= atMost);
    }

    /** The directory of the folders below a level; no mbox is called so. */
    static String parent(String name) {
        String level = level(name);
        return LIKE_MBOX.matcher(level).matches() ? level + "_" : level;
    }

    /** A folder whose directory in a Maildir has the name that {@link MaildirNames} gives. */
    static String maildirFolder(String name) {
        return fitting(name, n -> MaildirNames.directory(n).length() <= OCTETS_AT_MOST);
    }

    private static String fitting(String name, Predicate<String> fits) {
        // A name that looks like one with a digest gets another digest, or it could be that one.
        if (fits.test(name) && !LIKE_DIGEST.matcher(name).matches()) {
            return name;
        }
        byte[] digest = Digests.sha256().digest(name.getBytes(UTF_8));
        String end = "~" + HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
        int length = name.length();
        while (length > 0 && !fits.test(name.substring(0, length) + end)) {
            length = name.offsetByCodePoints(length, -1);
        }
        return name.substring(0, length) + end;
    }
}
