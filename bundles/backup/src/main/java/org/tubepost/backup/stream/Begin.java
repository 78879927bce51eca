// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import org.tubepost.api.store.MailSelection;

/**
 * What a stream is.
 *
 * @param version of the format; streams of the first have no attributes
 * @param storeId log that the positions are of
 * @param position where the store was
 * @param since position of the stream before it; 0 for none
 * @param created seconds since 1970
 * @param selection what it is about
 */
public record Begin(
        long version,
        String storeId,
        long position,
        long since,
        long created,
        MailSelection selection) {

    private static final String MAGIC = "TUBEPOST-BACKUP";
    private static final long WITHOUT_ATTRIBUTES = 1;

    /** The version that is written. */
    public static final long VERSION = 2;

    /** True if the stream has the rights and annotations of its folders. */
    public boolean hasAttributes() {
        return version > WITHOUT_ATTRIBUTES;
    }

    Payload encode() {
        return new Payload()
                .text(MAGIC)
                .number(version)
                .text(storeId)
                .number(position)
                .number(since)
                .number(created)
                .text(selection.user().orElse(""))
                .text(selection.folder().orElse(""));
    }

    static Begin decode(Fields from) {
        if (!from.text().equals(MAGIC)) {
            throw new IllegalArgumentException("not a backup");
        }
        long version = from.number();
        if (version < WITHOUT_ATTRIBUTES || version > VERSION) {
            throw new IllegalArgumentException("version " + version + " of the format");
        }
        return new Begin(
                version,
                from.text(),
                from.count(),
                from.count(),
                from.number(),
                new MailSelection(
                        java.util.Optional.of(from.text()).filter(t -> !t.isEmpty()),
                        java.util.Optional.of(from.text()).filter(t -> !t.isEmpty()),
                        java.util.Set.of()));
    }
}
