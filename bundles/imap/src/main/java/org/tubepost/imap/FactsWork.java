// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Function;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;

/**
 * Puts messages in the order of a SORT or THREAD. What is not known of their headers is collected
 * first, a share of messages at a time.
 */
final class FactsWork implements Next.Work {
    private static final int SHARE = 100;

    private final Client client;
    private final Selected selected;
    private final MailboxView view;
    private final BitSet found;
    private final Order order;
    private final Function<int[], Next.Done> sequel;
    private final boolean whole;
    private MailboxFacts facts;
    private int at;

    /**
     * An order of messages.
     *
     * @param name tells orders apart
     * @param headers something of headers is compared
     * @param arrangement puts messages into it
     */
    record Order(String name, boolean headers, Chosen.Arrangement arrangement) {}

    /**
     * Over messages.
     *
     * @param found their indexes
     * @param sequel takes what the order has made of them, and may not change it
     */
    FactsWork(Client client, BitSet found, Order order, Function<int[], Next.Done> sequel) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.view = selected.known();
        this.found = found;
        this.order = order;
        this.sequel = sequel;
        this.whole = found.cardinality() == view.size();
    }

    @Override
    public Optional<Next.Done> step() throws IOException {
        if (facts == null) {
            facts = client.headers().facts(client.store(), selected.mailbox());
            Optional<int[]> known = whole ? facts.answer(order.name, view) : Optional.empty();
            if (known.isPresent()) {
                return known.map(sequel);
            }
        }
        if (order.headers && !collect()) {
            return Optional.empty();
        }
        int[] words = facts.arrange(view, found, order.headers, order.arrangement);
        if (whole) {
            facts.keep(order.name, view, words);
        }
        client.headers().grown(client.store(), selected.mailbox(), facts);
        return Optional.of(sequel.apply(words));
    }

    /** False when there is more to read. */
    private boolean collect() throws IOException {
        for (int count = 0; count < SHARE; count++) {
            at = facts.firstUnknown(view, found, at);
            if (at < 0) {
                return true;
            }
            MessageRecord record = view.get(at);
            try {
                facts.add(record, client.headers().packed(selected.mailbox(), record));
            } catch (StoreException refused) {
                // What is gone meanwhile is left out.
                if (refused.code() != StoreException.Code.EXPUNGEISSUED) {
                    throw refused;
                }
            }
            at++;
        }
        // Counted also if it never ends.
        client.headers().grown(client.store(), selected.mailbox(), facts);
        return false;
    }
}
