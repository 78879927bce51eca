// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.wire.imap.SearchKey;
import org.tubepost.wire.imap.SearchProgram;

/**
 * Looks for messages, a share at a time (RFC 3501 section 6.4.4), and hands what was found to
 * whatever comes next.
 */
final class SearchWork implements Next.Work {
    private static final int SHARE = 200;

    private final Rooms rooms;
    private final Selected selected;
    private final SearchProgram program;
    private final SearchMatcher matcher;
    private final Sequel sequel;
    private final BitSet found = new BitSet();
    private Optional<Next.Work> rest = Optional.empty();
    private long highestModSeq;
    private int at;

    /**
     * What was found.
     *
     * @param indexes of messages
     * @param highestModSeq highest modification sequence of these messages, if a key is about such
     */
    record Found(BitSet indexes, long highestModSeq) {}

    /** What is done with it. */
    @FunctionalInterface
    interface Sequel {
        /** Goes on from there. */
        Next.Work with(Found found);
    }

    SearchWork(
            Rooms rooms,
            Selected selected,
            SearchProgram program,
            SearchMatcher matcher,
            Sequel sequel) {
        this.rooms = rooms;
        this.selected = selected;
        this.program = program;
        this.matcher = matcher;
        this.sequel = sequel;
    }

    @Override
    public Optional<Next.Done> step() throws IOException {
        if (rest.isPresent()) {
            return rest.get().step();
        }
        if (program.key() instanceof SearchKey.All) {
            at = selected.known().size();
            found.set(0, at);
        } else if (at == 0) {
            matcher.use(IndexedKeys.ask(rooms, selected, program.key()));
        }
        int end = Math.min(selected.known().size(), at + SHARE);
        for (; at < end; at++) {
            MessageRecord record = selected.current(at);
            if (matcher.matchesIfThere(program.key(), at, record)) {
                found.set(at);
                highestModSeq = Math.max(highestModSeq, record.modSeq());
            }
        }
        if (at == selected.known().size()) {
            rest = Optional.of(sequel.with(new Found(found, highestModSeq)));
        }
        return Optional.empty();
    }
}
