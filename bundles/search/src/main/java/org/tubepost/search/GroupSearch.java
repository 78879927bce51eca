// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.SearchIndex.Found;

/** Questions about the messages of one owner to one state of an index. Used by one thread. */
final class GroupSearch {
    /** Texts that are looked for at once; of more nothing is known. */
    static final int MOST_TEXTS = 30;

    private final IndexSearcher searcher;
    private final Query owner;

    GroupSearch(IndexSearcher searcher, String owner) {
        this.searcher = searcher;
        this.owner = new TermQuery(new Term(Fields.OWNER, owner));
    }

    /** An owner has a message. */
    static boolean holds(IndexSearcher searcher, String owner, MessageKey key) throws IOException {
        Term term = new Term(Fields.ID, key.term(owner));
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            PostingsEnum found = leaf.reader().postings(term, PostingsEnum.NONE);
            Bits live = leaf.reader().getLiveDocs();
            while (found != null && found.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (live == null || live.get(found.docID())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All that have a message, in order. */
    static List<String> owners(IndexSearcher searcher) throws IOException {
        TreeSet<String> owners = new TreeSet<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(Fields.OWNER);
            TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
            for (BytesRef name = each.next(); name != null; name = each.next()) {
                owners.add(name.utf8ToString());
            }
        }
        return new ArrayList<>(owners);
    }

    /** Keys of the owner's messages, each with its place; see {@link #place}. */
    KeyMap places() throws IOException {
        KeyMap keys = new KeyMap(searcher.getIndexReader().docFreq(((TermQuery) owner).getTerm()));
        Weight all = weight(owner);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = all.scorer(leaf);
            if (scorer != null) {
                places(leaf, scorer.iterator(), keys);
            }
        }
        return keys;
    }

    private static void places(LeafReaderContext leaf, DocIdSetIterator all, KeyMap into)
            throws IOException {
        LeafReader reader = leaf.reader();
        Bits live = reader.getLiveDocs();
        NumericDocValues high = reader.getNumericDocValues(Fields.HIGH);
        NumericDocValues low = reader.getNumericDocValues(Fields.LOW);
        NumericDocValues truncated = reader.getNumericDocValues(Fields.TRUNCATED);
        for (int doc = all.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = all.nextDoc()) {
            if ((live == null || live.get(doc))
                    && high.advanceExact(doc)
                    && low.advanceExact(doc)) {
                boolean partly = truncated != null && truncated.advanceExact(doc);
                into.put(high.longValue(), low.longValue(), place(leaf.docBase + doc, partly));
            }
        }
    }

    /** Number of a document, and whether only a part of its text is there. */
    private static int place(int document, boolean truncated) {
        return document << 1 | (truncated ? 1 : 0);
    }

    private Weight weight(Query query) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    private int[] places(MailboxView messages, Places known) throws IOException {
        Object state = searcher.getIndexReader().getReaderCacheHelper().getKey();
        Optional<int[]> before = known.get(messages, state);
        if (before.isPresent()) {
            return before.get();
        }
        KeyMap keys = places();
        int[] places = new int[messages.size()];
        for (int index = 0; index < places.length; index++) {
            places[index] = keys.get(MessageKey.of(messages.get(index)));
        }
        known.put(messages, state, places);
        return places;
    }

    /** What is known of each text. */
    List<Found> find(MailboxView messages, List<Optional<TextQuery>> texts, Places known)
            throws IOException {
        int[] places = places(messages, known);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Found one = new Found(new BitSet(), new BitSet());
            if (i < MOST_TEXTS && texts.get(i).isPresent()) {
                tell(one, places, texts.get(i).get());
            } else {
                one.unknown().set(0, places.length);
            }
            found.add(one);
        }
        return found;
    }

    private void tell(Found found, int[] places, TextQuery text) throws IOException {
        FixedBitSet hits = hits(text.query());
        BitSet hit = text.exact() ? found.holding() : found.unknown();
        for (int index = 0; index < places.length; index++) {
            int place = places[index];
            if (place != KeyMap.ABSENT && hits.get(place >> 1)) {
                hit.set(index);
            } else if (place == KeyMap.ABSENT || (place & 1) != 0) {
                found.unknown().set(index);
            }
        }
    }

    private FixedBitSet hits(Query query) throws IOException {
        Weight weight = weight(TextQuery.of(Occur.FILTER, owner, query));
        FixedBitSet hits = new FixedBitSet(Math.max(1, searcher.getIndexReader().maxDoc()));
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            DocIdSetIterator each = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
            while (each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                hits.set(leaf.docBase + each.docID());
            }
        }
        return hits;
    }
}
