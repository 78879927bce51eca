// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;

/**
 * The texts in which somebody looks for words (RFC 3501 section 6.4.4, keys BODY and TEXT): one for
 * each header field and one for each part of a text type, as people read them, decoded from
 * transfer encoding and charset. A word is within one text. What an index knows and what is found
 * by reading agrees because both go through here.
 */
public final class SearchedText {
    private SearchedText() {}

    /** Looks at a text. */
    @FunctionalInterface
    public interface Look {
        /**
         * Reads as much of it as it needs.
         *
         * @return true when nothing more has to be looked at
         */
        boolean at(Reader text) throws IOException;
    }

    /** A header field as a text. */
    public static String of(HeaderField field) {
        return field.name() + ": " + field.decoded();
    }

    /**
     * Shows the fields of a header.
     *
     * @return true when one was enough
     */
    public static boolean inHeader(HeaderBlock header, Look look) throws IOException {
        for (HeaderField field : header.fields()) {
            if (look.at(new StringReader(of(field)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Shows the texts of a message's body: parts of text types, and headers and bodies of messages
     * that are enclosed.
     *
     * @return true when one was enough
     */
    public static boolean inBody(Content content, Look look) throws IOException {
        return in(content, content.summary().root(), look);
    }

    private static boolean in(Content content, Part part, Look look) throws IOException {
        for (Part child : part.children()) {
            if (in(content, child, look)) {
                return true;
            }
        }
        if (part.message().isPresent()) {
            Part message = part.message().get();
            return inHeader(HeaderBlock.of(content, message), look) || in(content, message, look);
        }
        if (!part.children().isEmpty() || !part.mediaType().startsWith("text/")) {
            return false;
        }
        try (Reader reader = PartText.open(content, part)) {
            return look.at(reader);
        }
    }
}
