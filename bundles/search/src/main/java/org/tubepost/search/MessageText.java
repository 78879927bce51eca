// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;
import org.tubepost.api.message.Content;
import org.tubepost.message.CaseFolding;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.SearchedText;

/** The texts of one message, and the document that the index keeps of them. */
final class MessageText {
    private final TextBuffer header;
    private final TextBuffer body;
    private final Map<String, TextBuffer> own = new TreeMap<>();

    private MessageText(int most) {
        header = new TextBuffer(most);
        body = new TextBuffer(most);
    }

    /**
     * Reads a message.
     *
     * @param most characters of its header, and of its body; the rest is left out
     */
    static MessageText of(Content content, int most) throws IOException {
        MessageText text = new MessageText(most);
        HeaderBlock block = HeaderBlock.of(content);
        SearchedText.inHeader(block, text.header::add);
        for (HeaderField field : block.fields()) {
            String name = CaseFolding.folded(field.name());
            if (Fields.OWN.contains(name)) {
                text.own
                        .computeIfAbsent(name, n -> new TextBuffer(most))
                        .add(new StringReader(field.decoded()));
            }
        }
        SearchedText.inBody(content, text.body::add);
        return text;
    }

    /** Characters in it. */
    long length() {
        return (long) header.length() + body.length();
    }

    Document document(String owner, MessageKey key) {
        Document document = new Document();
        document.add(new StringField(Fields.OWNER, owner, Field.Store.NO));
        BytesRef id = key.term(owner);
        document.add(new StringField(Fields.ID, id, Field.Store.NO));
        document.add(new NumericDocValuesField(Fields.HIGH, key.high()));
        document.add(new NumericDocValuesField(Fields.LOW, key.low()));
        document.add(new Field(Fields.HEADER, new Grams(header), Fields.TEXT));
        document.add(new Field(Fields.BODY, new Grams(body), Fields.TEXT));
        own.forEach((n, t) -> document.add(new Field(Fields.own(n), new Grams(t), Fields.TEXT)));
        boolean truncated =
                header.isTruncated()
                        || body.isTruncated()
                        || own.values().stream().anyMatch(TextBuffer::isTruncated);
        if (truncated) {
            document.add(new NumericDocValuesField(Fields.TRUNCATED, 1));
        }
        return document;
    }
}
