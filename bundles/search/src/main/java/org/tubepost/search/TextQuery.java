// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.Optional;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.tubepost.api.store.SearchIndex.Text;
import org.tubepost.api.store.SearchIndex.Where;
import org.tubepost.message.CaseFolding;

/**
 * A text as a query.
 *
 * @param query finds all messages that hold the text
 * @param exact it finds no others
 */
record TextQuery(Query query, boolean exact) {
    /** Longer texts are looked for by their beginning; what is found is to be read. */
    private static final int LONGEST = 512;

    /** The query; empty for a text that can only be found by reading. */
    static Optional<TextQuery> of(Text text) {
        String folded = CaseFolding.folded(text.text());
        String name = CaseFolding.folded(text.field());
        boolean isField = text.where() == Where.FIELD;
        if (!TextBuffer.takes(folded)
                || !TextBuffer.takes(name)
                || folded.isEmpty() && !isField
                || isField && (name.isEmpty() || name.indexOf(':') >= 0)) {
            return Optional.empty();
        }
        boolean whole = folded.length() <= LONGEST && name.length() <= LONGEST;
        String begin = folded.substring(0, Math.min(LONGEST, folded.length()));
        return Optional.of(
                switch (text.where()) {
                    case BODY -> new TextQuery(holds(Fields.BODY, begin), whole);
                    case HEADER_AND_BODY ->
                            new TextQuery(
                                    of(
                                            Occur.SHOULD,
                                            holds(Fields.HEADER, begin),
                                            holds(Fields.BODY, begin)),
                                    whole);
                    case FIELD -> field(name, begin, whole);
                });
    }

    private static TextQuery field(String name, String text, boolean whole) {
        Query there =
                holds(
                        Fields.HEADER,
                        TextBuffer.MARK
                                + name.substring(0, Math.min(LONGEST, name.length()))
                                + (whole ? ": " : ""));
        if (text.isEmpty()) {
            return new TextQuery(there, whole);
        }
        return Fields.OWN.contains(name)
                ? new TextQuery(holds(Fields.own(name), text), whole)
                : new TextQuery(of(Occur.FILTER, there, holds(Fields.HEADER, text)), false);
    }

    /** Both, or one of them. */
    static Query of(Occur occur, Query one, Query other) {
        return new BooleanQuery.Builder().add(one, occur).add(other, occur).build();
    }

    private static Query holds(String field, String text) {
        int last = text.length() - Grams.LENGTH;
        if (last < 0) {
            return new PrefixQuery(new Term(field, Grams.term(text)));
        }
        if (last == 0) {
            return new TermQuery(gram(field, text, 0));
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (int at = 0; at < last; at += Grams.LENGTH) {
            phrase.add(gram(field, text, at), at);
        }
        return phrase.add(gram(field, text, last), last).build();
    }

    private static Term gram(String field, String text, int at) {
        return new Term(field, Grams.term(text.substring(at, at + Grams.LENGTH)));
    }
}
