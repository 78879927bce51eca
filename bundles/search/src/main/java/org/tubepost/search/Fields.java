// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.Set;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/** Names of what a document of the index has. */
final class Fields {
    /** Whose message it is. */
    static final String OWNER = "owner";

    /** Owner and key. */
    static final String ID = "id";

    /** Halves of the key. */
    static final String HIGH = "high";

    /** The other half. */
    static final String LOW = "low";

    /** Some text of the message was too long and is not here. */
    static final String TRUNCATED = "truncated";

    /** Texts of the header. */
    static final String HEADER = "header";

    /** Texts of the body. */
    static final String BODY = "body";

    /** Header fields whose values can be looked for by themselves. */
    static final Set<String> OWN = Set.of("subject", "from", "to", "cc");

    /** Texts as {@link Grams}. */
    static final FieldType TEXT = text();

    private Fields() {}

    private static FieldType text() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.freeze();
        return type;
    }

    /** Where the values of such a header field are, by its folded name. */
    static String own(String name) {
        return "=" + name;
    }
}
