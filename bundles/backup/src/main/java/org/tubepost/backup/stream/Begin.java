// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import org.tubepost.api.store.MailSelection;

/**
 * What a stream is.
 *
 * @param storeId log that the positions are of
 * @param position where the store was
 * @param since position of the stream before it; 0 for none
 * @param created seconds since 1970
 * @param selection what it is about
 */
public record Begin(
        String storeId, long position, long since, long created, MailSelection selection) {

    private static final String MAGIC = "TUBEPOST-BACKUP";
    private static final long VERSION = 1;

    Payload encode() {
        return new Payload()
                .text(MAGIC)
                .number(VERSION)
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
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + " of the format");
        }
        return new Begin(
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
