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

    private static final int TRUNCATED = 1 << MOST_TEXTS;

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

    /** Keys of the owner's messages, each with the value 0. */
    KeyMap keys() throws IOException {
        return keys(List.of());
    }

    /** Keys, each with a bit for every query that finds it, and one for what is truncated. */
    private KeyMap keys(List<Optional<TextQuery>> texts) throws IOException {
        List<Optional<Weight>> weights = new ArrayList<>();
        for (Optional<TextQuery> text : texts) {
            weights.add(
                    text.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    weight(TextQuery.of(Occur.FILTER, owner, text.get().query()))));
        }
        Weight all = weight(owner);
        KeyMap keys = new KeyMap(searcher.getIndexReader().docFreq(((TermQuery) owner).getTerm()));
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = all.scorer(leaf);
            if (scorer != null) {
                collect(leaf, scorer.iterator(), weights, keys);
            }
        }
        return keys;
    }

    private Weight weight(Query query) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    private static void collect(
            LeafReaderContext leaf,
            DocIdSetIterator all,
            List<Optional<Weight>> weights,
            KeyMap keys)
            throws IOException {
        LeafReader reader = leaf.reader();
        List<FixedBitSet> hits = new ArrayList<>(weights.size());
        for (Optional<Weight> weight : weights) {
            FixedBitSet found = new FixedBitSet(reader.maxDoc());
            Scorer scorer = weight.isEmpty() ? null : weight.get().scorer(leaf);
            if (scorer != null) {
                found.or(scorer.iterator());
            }
            hits.add(found);
        }
        Bits live = reader.getLiveDocs();
        NumericDocValues high = reader.getNumericDocValues(Fields.HIGH);
        NumericDocValues low = reader.getNumericDocValues(Fields.LOW);
        NumericDocValues truncated = reader.getNumericDocValues(Fields.TRUNCATED);
        for (int doc = all.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = all.nextDoc()) {
            if ((live == null || live.get(doc))
                    && high.advanceExact(doc)
                    && low.advanceExact(doc)) {
                int value = truncated != null && truncated.advanceExact(doc) ? TRUNCATED : 0;
                for (int i = 0; i < hits.size(); i++) {
                    value |= hits.get(i).get(doc) ? 1 << i : 0;
                }
                keys.put(high.longValue(), low.longValue(), value);
            }
        }
    }

    /** What is known of each text. */
    List<Found> find(MailboxView messages, List<Optional<TextQuery>> texts) throws IOException {
        List<Optional<TextQuery>> asked = new ArrayList<>(texts);
        for (int i = MOST_TEXTS; i < asked.size(); i++) {
            asked.set(i, Optional.empty());
        }
        KeyMap keys = keys(asked.subList(0, Math.min(MOST_TEXTS, asked.size())));
        List<Found> found = new ArrayList<>();
        texts.forEach(t -> found.add(new Found(new BitSet(), new BitSet())));
        int size = messages.size();
        for (int index = 0; index < size; index++) {
            int value = keys.get(MessageKey.of(messages.get(index)));
            for (int i = 0; i < asked.size(); i++) {
                tell(found.get(i), index, value, asked.get(i), 1 << i);
            }
        }
        return found;
    }

    private static void tell(Found found, int index, int value, Optional<TextQuery> text, int bit) {
        if (value == KeyMap.ABSENT || text.isEmpty()) {
            found.unknown().set(index);
        } else if ((value & bit) != 0) {
            (text.get().exact() ? found.holding() : found.unknown()).set(index);
        } else if ((value & TRUNCATED) != 0) {
            found.unknown().set(index);
        }
    }
}
