// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tubepost.message.HeaderBlock;

/** Languages that the writer of a message understands, by its {@code Accept-Language} field. */
final class Languages {
    private static final int MOST = 10;

    private Languages() {}

    /** Tags in lower case, best first, each followed by its language alone. */
    static List<String> of(HeaderBlock header) {
        String body = header.first("Accept-Language").map(f -> f.body()).orElse("");
        List<String> tags = new ArrayList<>();
        try {
            Locale.LanguageRange.parse(body.replaceAll("\\s", "")).stream()
                    .limit(MOST)
                    .forEach(r -> add(r.getRange().toLowerCase(Locale.ROOT), tags));
        } catch (IllegalArgumentException unreadable) {
            tags.clear();
        }
        return tags;
    }

    private static void add(String tag, List<String> tags) {
        tags.add(tag);
        int hyphen = tag.indexOf('-');
        if (hyphen > 0) {
            tags.add(tag.substring(0, hyphen));
        }
    }
}
