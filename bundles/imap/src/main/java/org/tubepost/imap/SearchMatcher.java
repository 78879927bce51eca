// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.message.CaseFolding;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.SearchedText;
import org.tubepost.wire.imap.SearchKey;
import org.tubepost.wire.imap.SearchKey.Which;
import org.tubepost.wire.imap.SequenceSet;

/**
 * Tells whether a message matches a search. Opens a message only for keys that need it, and only
 * when the cheaper ones have not decided; words are looked for in texts as people read them,
 * decoded from transfer encoding and charset.
 */
final class SearchMatcher {
    private final Selected selected;
    private final Instant now;
    private final Map<SequenceSet, BitSet> sets = new HashMap<>();
    private IndexedKeys indexed = IndexedKeys.NONE;

    SearchMatcher(Selected selected, Instant now) {
        this.selected = selected;
        this.now = now;
    }

    /** From now on it relies on what the search index knows. */
    void use(IndexedKeys known) {
        indexed = known;
    }

    /** As {@link #matches}; a message that is gone matches nothing. */
    boolean matchesIfThere(SearchKey key, int index, MessageRecord record) throws IOException {
        try {
            return matches(key, index, record);
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.EXPUNGEISSUED) {
                return false;
            }
            throw refused;
        }
    }

    private boolean matches(SearchKey key, int index, MessageRecord record) throws IOException {
        try (Candidate candidate = new Candidate(index, record)) {
            return matches(key, candidate);
        }
    }

    private boolean matches(SearchKey key, Candidate candidate) throws IOException {
        if (key instanceof SearchKey.And and) {
            for (boolean cheap : new boolean[] {true, false}) {
                for (SearchKey one : and.keys()) {
                    if (isCheap(one, candidate.index) == cheap && !matches(one, candidate)) {
                        return false;
                    }
                }
            }
            return true;
        }
        if (key instanceof SearchKey.Or or) {
            boolean swap =
                    !isCheap(or.one(), candidate.index) && isCheap(or.other(), candidate.index);
            return matches(swap ? or.other() : or.one(), candidate)
                    || matches(swap ? or.one() : or.other(), candidate);
        }
        if (key instanceof SearchKey.Not not) {
            return !matches(not.key(), candidate);
        }
        if (needsContent(key)) {
            Optional<Boolean> known = indexed.matches(key, candidate.index);
            return known.isPresent() ? known.get() : byContent(key, candidate);
        }
        return byRecord(key, candidate);
    }

    /** Needs no content of this message. */
    private boolean isCheap(SearchKey key, int index) {
        if (key instanceof SearchKey.And and) {
            return and.keys().stream().allMatch(k -> isCheap(k, index));
        }
        if (key instanceof SearchKey.Or or) {
            return isCheap(or.one(), index) && isCheap(or.other(), index);
        }
        if (key instanceof SearchKey.Not not) {
            return isCheap(not.key(), index);
        }
        return !needsContent(key) || indexed.matches(key, index).isPresent();
    }

    /** A simple key is about what only the message itself tells. */
    static boolean needsContent(SearchKey key) {
        boolean sent = key instanceof SearchKey.Day day && day.which() == Which.SENT;
        return sent || key instanceof SearchKey.Header || key instanceof SearchKey.Words;
    }

    private boolean byRecord(SearchKey key, Candidate candidate) {
        MessageRecord record = candidate.record;
        if (key instanceof SearchKey.Flag flag) {
            return record.flags().has(flag.name());
        }
        if (key instanceof SearchKey.Recent) {
            return selected.isRecent(record.uid());
        }
        if (key instanceof SearchKey.Numbers numbers) {
            return contains(numbers.set(), false, candidate.index);
        }
        if (key instanceof SearchKey.Uids uids) {
            return contains(uids.set(), true, candidate.index);
        }
        if (key instanceof SearchKey.Day day) {
            Instant date = day.which() == Which.SAVED ? record.saved() : record.internalDate();
            return matches(day, date.atOffset(ZoneOffset.UTC).toLocalDate());
        }
        if (key instanceof SearchKey.Within within) {
            boolean younger = record.internalDate().isAfter(now.minusSeconds(within.seconds()));
            return younger == within.younger();
        }
        if (key instanceof SearchKey.Size size) {
            return size.larger() ? record.size() > size.octets() : record.size() < size.octets();
        }
        if (key instanceof SearchKey.ModSeq modSeq) {
            return record.modSeq() >= modSeq.modSeq();
        }
        if (key instanceof SearchKey.EmailId id) {
            return record.emailId().equals(id.id());
        }
        // Messages have no THREADID, so that no such key matches.
        return key instanceof SearchKey.All;
    }

    /** Numbers that do not exist match nothing; a set is worked out once. */
    private boolean contains(SequenceSet set, boolean byUid, int index) {
        return sets.computeIfAbsent(
                        set, s -> selected.indexes(s, byUid).orElseGet(() -> existing(s)))
                .get(index);
    }

    private BitSet existing(SequenceSet set) {
        BitSet found = new BitSet();
        int size = selected.known().size();
        for (int i = 0; i < size; i++) {
            found.set(i, set.contains(i + 1L, size));
        }
        return found;
    }

    private static boolean matches(SearchKey.Day key, LocalDate date) {
        int order = date.compareTo(key.day());
        return switch (key.relation()) {
            case BEFORE -> order < 0;
            case ON -> order == 0;
            case SINCE -> order >= 0;
        };
    }

    private boolean byContent(SearchKey key, Candidate candidate) throws IOException {
        if (key instanceof SearchKey.Day day) {
            Optional<Instant> sent = candidate.header().first("Date").flatMap(HeaderField::date);
            return sent.isPresent()
                    && matches(day, sent.get().atOffset(ZoneOffset.UTC).toLocalDate());
        }
        if (key instanceof SearchKey.Header header) {
            String text = CaseFolding.folded(header.text());
            return candidate.header().all(header.field()).stream()
                    .anyMatch(f -> CaseFolding.folded(f.decoded()).contains(text));
        }
        SearchKey.Words words = (SearchKey.Words) key;
        String text = CaseFolding.folded(words.text());
        return words.headerToo() && SearchedText.inHeader(candidate.header(), t -> occurs(text, t))
                || SearchedText.inBody(candidate.content.get(), t -> occurs(text, t));
    }

    /** Slides a window over the text, so that a large body is never in memory. */
    private static boolean occurs(String text, Reader reader) throws IOException {
        char[] buffer = new char[8192 + text.length()];
        int kept = 0;
        char last = 0;
        int read;
        while ((read = reader.read(buffer, kept, buffer.length - kept)) >= 0) {
            int length = kept + read;
            char next = read == 0 ? last : buffer[length - 1];
            CaseFolding.fold(buffer, kept, length, last);
            last = next;
            if (new String(buffer, 0, length).contains(text)) {
                return true;
            }
            kept = Math.min(length, Math.max(0, text.length() - 1));
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
        }
        return text.isEmpty();
    }

    /** A message under the search; opened when it is needed. */
    private final class Candidate implements AutoCloseable {
        private final int index;
        private final MessageRecord record;
        private final LazyContent content;
        private Optional<HeaderBlock> header = Optional.empty();

        Candidate(int index, MessageRecord record) {
            this.index = index;
            this.record = record;
            this.content = new LazyContent(selected.mailbox(), record.uid());
        }

        HeaderBlock header() throws IOException {
            if (header.isEmpty()) {
                header = Optional.of(HeaderBlock.of(content.get()));
            }
            return header.get();
        }

        @Override
        public void close() {
            content.close();
        }
    }
}
