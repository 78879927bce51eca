// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.SplicedContent.Stretch;
import org.tubepost.api.message.Summary;

/**
 * Changes to a content that leave its body where it is: another header, and texts put between the
 * octets of the body. The summary of the result is worked out from the old one; only the new header
 * is scanned.
 */
public final class ContentEdits {
    private final Content content;
    private final List<Insertion> insertions = new ArrayList<>();
    private byte[] header;

    /**
     * Octets to put into the body.
     *
     * @param at offset in the content, behind its header; the first or the last of a part's body
     * @param octets whole lines, or lines to continue those around them
     */
    public record Insertion(long at, byte[] octets) {}

    /** No change yet. */
    public ContentEdits(Content content) {
        this.content = content;
    }

    /** Replaces the header, the empty line behind it included. The media type must stay. */
    public ContentEdits header(byte[] octets) {
        header = octets;
        return this;
    }

    /** Puts octets into the body. */
    public ContentEdits insert(List<Insertion> more) {
        insertions.addAll(more);
        return this;
    }

    /** The changed content, with a reference of its own. */
    public Content apply() {
        if (header == null && insertions.isEmpty()) {
            return content.retain();
        }
        insertions.sort(Comparator.comparingLong(Insertion::at));
        Part root = content.summary().root();
        List<Stretch> stretches = new ArrayList<>();
        long at = 0;
        ByteBuffer before = ByteBuffer.allocate(0);
        if (header != null) {
            before = ByteBuffer.wrap(header);
            at = root.bodyStart();
        }
        for (Insertion insertion : insertions) {
            stretches.add(new Stretch(before, at, insertion.at()));
            before = ByteBuffer.wrap(insertion.octets());
            at = insertion.at();
        }
        stretches.add(new Stretch(before, at, content.size()));
        return SplicedContent.of(content, stretches, summary(content.summary()));
    }

    private Summary summary(Summary old) {
        Summary top = old;
        if (header != null) {
            MessageScanner scanner = new MessageScanner();
            scanner.update(ByteBuffer.wrap(header));
            top = scanner.finish();
        }
        int headerSize = header == null ? old.headerSize() : header.length;
        Part root = old.root();
        Part changed = part(root);
        return new Summary(
                end(root.end()),
                headerSize,
                Math.max(Math.max(old.longestLine(), top.longestLine()), longestInserted()),
                old.eightBit() || insertions.stream().anyMatch(i -> beyondAscii(i.octets())),
                top.internationalHeader(),
                old.binary(),
                top.receivedCount(),
                top.messageIdField(),
                top.priority(),
                new Part(
                        0,
                        headerSize,
                        changed.end(),
                        changed.bodyLines(),
                        changed.mediaType(),
                        changed.children(),
                        changed.message()));
    }

    private Part part(Part old) {
        long lines =
                insertions.stream()
                        .filter(i -> i.at() >= old.bodyStart() && i.at() <= old.end())
                        .mapToLong(i -> lineBreaks(i.octets()))
                        .sum();
        Optional<Part> message = old.message().map(this::part);
        return new Part(
                start(old.headerStart()),
                start(old.bodyStart()),
                end(old.end()),
                old.bodyLines() + lines,
                old.mediaType(),
                old.children().stream().map(this::part).toList(),
                message);
    }

    /** Where a part begins: what is put at its first octet belongs to it. */
    private long start(long offset) {
        return moved(offset, offset - 1);
    }

    /** Where a part ends: what is put at its end belongs to it. */
    private long end(long offset) {
        return moved(offset, offset);
    }

    private long moved(long offset, long last) {
        long by = header == null ? 0 : header.length - content.summary().root().bodyStart();
        for (Insertion insertion : insertions) {
            if (insertion.at() <= last) {
                by += insertion.octets().length;
            }
        }
        return offset + by;
    }

    private int longestInserted() {
        int longest = 0;
        for (Insertion insertion : insertions) {
            int length = 0;
            for (byte octet : insertion.octets()) {
                length = octet == '\n' ? 0 : length + 1;
                longest = Math.max(longest, length);
            }
        }
        return longest;
    }

    private static long lineBreaks(byte[] octets) {
        long count = 0;
        for (byte octet : octets) {
            count += octet == '\n' ? 1 : 0;
        }
        return count;
    }

    private static boolean beyondAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
