// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;

/** Collects what SORT and THREAD compare, a share of messages at a time. */
final class FactsWork implements Next.Work {
    private static final int SHARE = 100;

    private final Client client;
    private final Selected selected;
    private final BitSet indexes;
    private final boolean headers;
    private final Function<List<Subject>, Next.Done> sequel;
    private final List<Subject> subjects;
    private int at;

    /**
     * A message to be put in order.
     *
     * @param index in the view that the client knows
     * @param record what the store knows
     * @param facts of its header; empty when nothing of it is compared
     * @param sent seconds of the Date field, of the arrival without one (RFC 5256 section 2.2)
     */
    record Subject(int index, MessageRecord record, Optional<HeaderFacts> facts, long sent) {

        Subject(int index, MessageRecord record, Optional<HeaderFacts> facts) {
            this(
                    index,
                    record,
                    facts,
                    facts.flatMap(HeaderFacts::sent)
                            .orElse(record.internalDate())
                            .getEpochSecond());
        }
    }

    /**
     * Over messages.
     *
     * @param headers headers are compared, too
     * @param sequel takes all of them, by ascending index
     */
    FactsWork(
            Client client,
            BitSet indexes,
            boolean headers,
            Function<List<Subject>, Next.Done> sequel) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.indexes = indexes;
        this.headers = headers;
        this.sequel = sequel;
        this.subjects = new ArrayList<>(indexes.cardinality());
    }

    @Override
    public Optional<Next.Done> step() throws IOException {
        at = indexes.nextSetBit(at);
        for (int count = 0; at >= 0 && count < SHARE; count++) {
            subject(client, selected, at, headers).ifPresent(subjects::add);
            at = indexes.nextSetBit(at + 1);
        }
        return at >= 0 ? Optional.empty() : Optional.of(sequel.apply(subjects));
    }

    /** What is known of one message; empty when it is gone meanwhile. */
    static Optional<Subject> subject(Client client, Selected selected, int index, boolean headers)
            throws IOException {
        MessageRecord record = selected.known().get(index);
        if (!headers) {
            return Optional.of(new Subject(index, record, Optional.empty()));
        }
        try {
            HeaderFacts facts = client.headers().of(selected.mailbox(), record);
            return Optional.of(new Subject(index, record, Optional.of(facts)));
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.EXPUNGEISSUED) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
