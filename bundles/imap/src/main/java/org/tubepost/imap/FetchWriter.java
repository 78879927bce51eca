// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.FetchItem.Simple;
import org.tubepost.wire.imap.ImapDates;
import org.tubepost.wire.imap.Strings;

/** Writes the answer about one message (RFC 3501 section 7.4.2). */
final class FetchWriter {
    /** To be counted up when what is kept would be written in another way. */
    private static final String FORM = "1";

    private final Client client;
    private final Selected selected;
    private final List<FetchItem> items;
    private final boolean needsContent;
    private final boolean tellsFlags;

    /**
     * A writer for messages of the selected mailbox.
     *
     * @param items what is told of each message, in order
     */
    FetchWriter(Client client, List<FetchItem> items) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.items = List.copyOf(items);
        this.needsContent = items.stream().anyMatch(FetchWriter::needsContent);
        this.tellsFlags = items.contains(Simple.FLAGS);
    }

    /** An answer may hold much in memory. */
    boolean isHeavy() {
        return items.stream().anyMatch(FetchItem.Binary.class::isInstance);
    }

    /** The message must be opened. */
    boolean needsContent() {
        return needsContent;
    }

    private static boolean needsContent(FetchItem item) {
        return !(item instanceof Simple) || item == Simple.PREVIEW;
    }

    /** Follows from the content, which never changes, and is kept when it was worked out once. */
    private static boolean isKept(Simple item) {
        return item == Simple.ENVELOPE || item == Simple.BODY || item == Simple.BODYSTRUCTURE;
    }

    /**
     * Writes the answer.
     *
     * @param content of the message, opened if it is needed
     * @param mayHaveMarked the command marks messages as seen, so the flags are told if they moved
     */
    void write(int index, MessageRecord record, LazyContent content, boolean mayHaveMarked)
            throws IOException {
        // What must be read is read before the answer begins, so that a failure leaves no torso.
        if (needsContent) {
            content.get();
        }
        List<String> texts = new ArrayList<>();
        int room = BinaryParts.LONGEST;
        for (FetchItem item : items) {
            String text = text(item, record, content, room);
            room = item instanceof FetchItem.Binary ? Math.max(0, room - text.length()) : room;
            texts.add(text);
        }
        Output out = client.out();
        out.text(selected.fetch(index));
        for (int i = 0; i < items.size(); i++) {
            out.text(i == 0 ? "" : " ");
            if (items.get(i) instanceof FetchItem.Section section) {
                out.text(section.name()).text(" ");
                Sections.write(section, content.get(), out);
            } else {
                out.text(texts.get(i));
            }
        }
        boolean moved = selected.known().get(index).modSeq() != record.modSeq();
        if (mayHaveMarked && !tellsFlags && moved) {
            out.text(" FLAGS " + selected.flags(record));
            out.text(client.features().tellsModSeqs() ? " MODSEQ (" + record.modSeq() + ")" : "");
        }
        if (tellsFlags || mayHaveMarked && moved) {
            selected.teller().told(record);
        }
        out.line(")");
    }

    /** Writes what the client has not asked for just now; nothing when the message is gone. */
    void tell(int index) throws IOException {
        MessageRecord record = selected.known().get(index);
        try (LazyContent content = new LazyContent(selected.mailbox(), record.uid())) {
            write(index, record, content, false);
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.EXPUNGEISSUED) {
                throw refused;
            }
        }
    }

    /** An item, except those that go from file to socket. */
    private String text(FetchItem item, MessageRecord record, LazyContent content, int room)
            throws IOException {
        if (item instanceof Simple simple && isKept(simple)) {
            return client.headers()
                    .text(record, simple.name() + FORM, content, opened -> parsed(simple, opened));
        }
        if (item instanceof Simple simple) {
            return needsContent(item) ? parsed(simple, content.get()) : known(simple, record);
        }
        if (item instanceof FetchItem.Binary binary) {
            return BinaryParts.write(binary, content.get(), room);
        }
        if (item instanceof FetchItem.BinarySize size) {
            return BinaryParts.size(size, content.get());
        }
        return "";
    }

    private String known(Simple item, MessageRecord record) {
        return switch (item) {
            case FLAGS -> "FLAGS " + selected.flags(record);
            case UID -> "UID " + record.uid();
            case INTERNALDATE -> "INTERNALDATE \"" + ImapDates.format(record.internalDate()) + "\"";
            case RFC822_SIZE -> "RFC822.SIZE " + record.size();
            case MODSEQ -> "MODSEQ (" + record.modSeq() + ")";
            case SAVEDATE -> "SAVEDATE \"" + ImapDates.format(record.saved()) + "\"";
            case EMAILID -> "EMAILID (" + record.emailId() + ")";
            default -> "THREADID NIL";
        };
    }

    private static String parsed(Simple item, Content content) throws IOException {
        return switch (item) {
            case ENVELOPE -> "ENVELOPE " + EnvelopeWriter.write(content, content.summary().root());
            case PREVIEW -> "PREVIEW " + Strings.string(Preview.of(content));
            case BODY -> "BODY " + new StructureWriter(content, false).write();
            default -> "BODYSTRUCTURE " + new StructureWriter(content, true).write();
        };
    }
}
