// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.SearchArguments;
import org.tubepost.wire.imap.SearchArguments.Result;
import org.tubepost.wire.imap.SequenceSet;
import org.tubepost.wire.imap.Strings;

/** A SEARCH, a share of messages at a time (RFC 3501 section 6.4.4, RFC 4731, RFC 7162). */
final class SearchWork implements Next.Work {
    private static final int SHARE = 200;

    private final Client client;
    private final Selected selected;
    private final SearchArguments asked;
    private final boolean byUid;
    private final SearchMatcher matcher;
    private final List<Long> found = new ArrayList<>();
    private long highestModSeq;
    private int at;

    SearchWork(Client client, SearchArguments asked, boolean byUid) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.asked = asked;
        this.byUid = byUid;
        this.matcher = new SearchMatcher(selected, Clock.systemUTC().instant());
        if (asked.modSeqAsked()) {
            client.features().enable(Feature.CONDSTORE);
        }
    }

    @Override
    public Optional<Next.Done> step() throws IOException {
        int end = Math.min(selected.known().size(), at + SHARE);
        for (; at < end; at++) {
            MessageRecord record = selected.current(at);
            if (matches(record)) {
                found.add(byUid ? record.uid() : at + 1L);
                highestModSeq = Math.max(highestModSeq, record.modSeq());
            }
        }
        if (at < selected.known().size()) {
            return Optional.empty();
        }
        answer();
        return Optional.of(new Next.Done("OK SEARCH completed", byUid));
    }

    /** A message that is gone matches nothing. */
    private boolean matches(MessageRecord record) throws IOException {
        try {
            return matcher.matches(asked.key(), at, record);
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.EXPUNGEISSUED) {
                return false;
            }
            throw refused;
        }
    }

    private void answer() {
        boolean modSeq = asked.modSeqAsked() && !found.isEmpty();
        if (asked.returned().isPresent()) {
            client.out().line(extended(asked.returned().get(), modSeq));
            return;
        }
        StringBuilder line = new StringBuilder("* SEARCH");
        found.forEach(n -> line.append(' ').append(n));
        client.out().line(line.append(modSeq ? " (MODSEQ " + highestModSeq + ")" : "").toString());
    }

    private String extended(Set<Result> returned, boolean modSeq) {
        StringBuilder line = new StringBuilder("* ESEARCH (TAG ");
        line.append(Strings.string(client.tag())).append(')');
        line.append(byUid ? " UID" : "");
        if (!found.isEmpty()) {
            if (returned.contains(Result.MIN)) {
                line.append(" MIN ").append(found.get(0));
            }
            if (returned.contains(Result.MAX)) {
                line.append(" MAX ").append(found.get(found.size() - 1));
            }
            if (returned.contains(Result.ALL)) {
                line.append(" ALL ").append(SequenceSet.format(found));
            }
        }
        if (returned.contains(Result.COUNT)) {
            line.append(" COUNT ").append(found.size());
        }
        return line.append(modSeq ? " MODSEQ " + highestModSeq : "").toString();
    }
}
