// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.message.MessageScanner.Limits;

/**
 * Builds the tree of a message's entities from its lines (RFC 2046 section 5.1). The innermost open
 * entity is the last of {@link #open}. A boundary of an outer multipart ends all entities within,
 * so missing end boundaries do no harm.
 */
final class PartTree {
    private final Limits limits;
    private final List<OpenPart> open = new ArrayList<>();
    private final MessageFields fields = new MessageFields();
    private final FieldReader reader = new FieldReader(fields);
    private int parts = 1;
    private int boundaries;
    private long lineFeeds;
    private long lastLength = -1;
    private long lastBreak;
    private long headerSize = -1;
    private Part root;

    PartTree(Limits limits) {
        this.limits = limits;
        open.add(new OpenPart(0, "text/plain", false));
    }

    /** Whether a line that begins with this octet may matter, so that its text is kept. */
    boolean wantsLine(byte first) {
        return first == '-' && boundaries > 0 || innermost().inHeader() && reader.wants(first);
    }

    boolean inMainHeader() {
        return headerSize < 0;
    }

    long headerSize() {
        return headerSize;
    }

    int received() {
        return fields.received();
    }

    String messageId() {
        return fields.messageId();
    }

    Priority priority() {
        return fields.priority();
    }

    Part root() {
        return root;
    }

    /**
     * A line is complete.
     *
     * @param text what was kept of it
     * @param textLength how much of it
     * @param isKept whether anything was kept
     * @param start its first octet
     * @param length its octets without line break
     * @param next first octet of the next line
     */
    void line(byte[] text, int textLength, boolean isKept, long start, long length, long next) {
        if (!isKept || !boundary(text, textLength, start, next)) {
            if (innermost().inHeader()) {
                if (length == 0) {
                    endHeader(next);
                } else {
                    reader.line(text, isKept ? textLength : 0, innermost(), inMain());
                }
            }
        }
        lineFeeds++;
        lastLength = length;
        lastBreak = next - start - length;
    }

    /** The last line, which has no line break. */
    void lastLine(byte[] text, int textLength, boolean isKept, long start) {
        if (isKept && boundary(text, textLength, start, -1)) {
            return;
        }
        if (innermost().inHeader() && isKept) {
            reader.line(text, textLength, innermost(), inMain());
        }
    }

    /** The message is complete. */
    void end(long size, boolean openLine) {
        if (innermost().inHeader()) {
            reader.end(innermost(), inMain());
            innermost().headerEnds(size, lineFeeds);
        }
        if (headerSize < 0) {
            headerSize = size;
        }
        long lines = lineFeeds + (openLine ? 1 : 0);
        while (open.size() > 1) {
            close(size, lines);
        }
        root = open.get(0).close(size, lines);
    }

    private boolean inMain() {
        return open.size() == 1;
    }

    private OpenPart innermost() {
        return open.get(open.size() - 1);
    }

    private boolean boundary(byte[] text, int length, long start, long next) {
        if (boundaries == 0 || length < 2 || text[0] != '-' || text[1] != '-') {
            return false;
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            OpenPart candidate = open.get(i);
            Boundary.Match match = candidate.match(text, length);
            if (match != Boundary.Match.NONE) {
                closeAbove(i, start);
                if (match == Boundary.Match.END) {
                    candidate.awaitBoundary(false);
                    boundaries--;
                } else if (next >= 0) {
                    beginChild(candidate, next);
                }
                return true;
            }
        }
        return false;
    }

    /**
     * A line break before a boundary belongs to the boundary, unless it ends a header: then the
     * part has it, and so have all that the part lies in.
     */
    private void closeAbove(int index, long boundaryStart) {
        if (innermost().inHeader()) {
            reader.end(innermost(), inMain());
            innermost().headerEndsBefore(boundaryStart, lastBreak, lineFeeds);
        }
        long end = boundaryStart - lastBreak;
        long lines = lineFeeds - (lastLength > 0 ? 0 : 1);
        while (open.size() - 1 > index) {
            Part closed = close(end, lines);
            if (closed.end() > end) {
                end = closed.end();
                lines = lineFeeds;
            }
        }
    }

    private Part close(long end, long lines) {
        OpenPart closed = open.remove(open.size() - 1);
        if (closed.awaitsBoundary()) {
            boundaries--;
        }
        Part part = closed.close(end, lines);
        if (closed.isMessage()) {
            innermost().message(part);
        } else {
            innermost().child(part);
        }
        return part;
    }

    private void beginChild(OpenPart parent, long start) {
        if (parts >= limits.parts()) {
            return;
        }
        parts++;
        open.add(new OpenPart(start, parent.defaultOfChildren(), false));
        reader.reset();
    }

    private void endHeader(long bodyStart) {
        OpenPart part = innermost();
        reader.end(part, inMain());
        part.headerEnds(bodyStart, lineFeeds + 1);
        if (headerSize < 0) {
            headerSize = bodyStart;
        }
        if (open.size() >= limits.depth()) {
            return;
        }
        if (part.hasBoundary()) {
            part.awaitBoundary(true);
            boundaries++;
        } else if (part.enclosesMessage() && parts < limits.parts()) {
            parts++;
            open.add(new OpenPart(bodyStart, "text/plain", true));
            reader.reset();
        }
    }
}
