// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Part;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.message.mime.TransferEncoding;

/** An entity whose end has not come yet. */
final class OpenPart {
    private final long headerStart;
    private final boolean isMessage;
    private final List<Part> children = new ArrayList<>();
    private String mediaType;
    private boolean typed;
    private boolean encoded;
    private Optional<Boundary> boundary = Optional.empty();
    private boolean awaitsBoundary;
    private long bodyStart = -1;
    private long linesBefore;
    private Part message;

    OpenPart(long headerStart, String defaultType, boolean isMessage) {
        this.headerStart = headerStart;
        this.mediaType = defaultType;
        this.isMessage = isMessage;
    }

    boolean inHeader() {
        return bodyStart < 0;
    }

    /** True for the entity within a message/rfc822. */
    boolean isMessage() {
        return isMessage;
    }

    boolean hasBoundary() {
        return boundary.isPresent();
    }

    boolean awaitsBoundary() {
        return awaitsBoundary;
    }

    void awaitBoundary(boolean awaits) {
        awaitsBoundary = awaits;
    }

    boolean enclosesMessage() {
        return !encoded
                && (mediaType.equals("message/rfc822") || mediaType.equals("message/global"));
    }

    String defaultOfChildren() {
        return mediaType.equals("multipart/digest") ? "message/rfc822" : "text/plain";
    }

    /** Takes a Content-Type field; the first one counts. */
    void type(String body) {
        if (typed) {
            return;
        }
        StructuredValue type = StructuredValue.parse(body);
        if (type.isMediaType()) {
            typed = true;
            mediaType = type.value();
            if (mediaType.startsWith("multipart/")) {
                boundary = type.parameter("boundary").flatMap(Boundary::of);
            }
        }
    }

    /** Takes a Content-Transfer-Encoding field. */
    void encoding(String body) {
        encoded = TransferEncoding.parse(body).isEncoded();
    }

    /** The empty line has come, or something that ends the header without one. */
    void headerEnds(long start, long lines) {
        bodyStart = start;
        linesBefore = lines;
    }

    /**
     * A boundary ends the header. The line break before it ends the last field of a part, but is no
     * octet of the body that an enclosed message is.
     */
    void headerEndsBefore(long boundaryStart, long lineBreak, long lines) {
        headerEnds(
                isMessage ? Math.max(headerStart, boundaryStart - lineBreak) : boundaryStart,
                lines);
    }

    Boundary.Match match(byte[] line, int length) {
        return awaitsBoundary ? boundary.orElseThrow().match(line, length) : Boundary.Match.NONE;
    }

    void child(Part part) {
        children.add(part);
    }

    void message(Part part) {
        message = part;
    }

    Part close(long end, long lines) {
        return new Part(
                headerStart,
                bodyStart,
                Math.max(bodyStart, end),
                end <= bodyStart ? 0 : lines - linesBefore,
                mediaType,
                children,
                Optional.ofNullable(message));
    }
}
