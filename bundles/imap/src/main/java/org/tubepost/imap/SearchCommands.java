// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.tubepost.api.store.MailboxView;
import org.tubepost.imap.FactsWork.Order;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ReturnOptions;
import org.tubepost.wire.imap.ReturnOptions.Result;
import org.tubepost.wire.imap.SearchArguments;
import org.tubepost.wire.imap.SearchProgram;
import org.tubepost.wire.imap.SearchProgram.BadCharsetException;
import org.tubepost.wire.imap.SortArguments;
import org.tubepost.wire.imap.SortArguments.Criterion;
import org.tubepost.wire.imap.ThreadArguments;
import org.tubepost.wire.imap.Tokens;

/** SEARCH, SORT and THREAD (RFC 3501 section 6.4.4, RFC 5256, RFC 5267). */
final class SearchCommands {
    private final Client client;

    SearchCommands(Client client) {
        this.client = client;
    }

    /** A command that names a charset. */
    @FunctionalInterface
    private interface WithCharset {
        Next run() throws BadCommandException, BadCharsetException;
    }

    private Next withCharset(WithCharset command) throws BadCommandException {
        try {
            return command.run();
        } catch (BadCharsetException unknown) {
            selected().save(List.of());
            return new Next.Done(
                    "NO [BADCHARSET (\"UTF-8\" \"US-ASCII\")] Charset is not known", false);
        }
    }

    private Selected selected() {
        return client.selected().orElseThrow();
    }

    private Next look(SearchProgram program, SearchWork.Sequel sequel) throws BadCommandException {
        if (program.numbersAsked() && client.features().has(Feature.UIDONLY)) {
            throw new BadCommandException("[UIDREQUIRED] Messages have no numbers here");
        }
        if (program.modSeqAsked()) {
            client.features().enable(Feature.CONDSTORE);
        }
        SearchMatcher matcher = new SearchMatcher(selected(), Clock.systemUTC().instant());
        return new Next.Steps(new SearchWork(client.rooms(), selected(), program, matcher, sequel));
    }

    Next search(Tokens arguments, boolean byUid) throws BadCommandException {
        return withCharset(
                () -> {
                    SearchArguments asked = SearchArguments.parse(arguments);
                    checkTag(asked.returned());
                    boolean rev2 = client.features().has(Feature.IMAP4REV2);
                    Optional<ReturnOptions> options =
                            asked.returned().isEmpty() && rev2
                                    ? Optional.of(ReturnOptions.ALL)
                                    : asked.returned();
                    SearchProgram program = asked.program();
                    return look(
                            program,
                            found -> () -> Optional.of(found(program, options, found, byUid)));
                });
    }

    private SearchContexts contexts() {
        Selected selected = selected();
        if (selected.contexts().isEmpty()) {
            selected.keep(new SearchContexts(client, selected));
        }
        return selected.contexts().get();
    }

    /** The tag is all by which the client knows what an update is about. */
    private void checkTag(Optional<ReturnOptions> options) throws BadCommandException {
        boolean updates = options.map(o -> o.has(Result.UPDATE)).orElse(false);
        if (updates && selected().contexts().map(c -> c.has(client.tag())).orElse(false)) {
            throw new BadCommandException("Tag reuse: another search tells updates under it");
        }
    }

    /** Updates of some searches are told no more (RFC 5267 section 4.3.5). */
    Next cancelUpdate(Tokens arguments) throws BadCommandException {
        List<String> unknown = new ArrayList<>();
        do {
            arguments.space();
            String tag = new String(arguments.string(), StandardCharsets.ISO_8859_1);
            if (!selected().contexts().map(c -> c.end(tag)).orElse(false)) {
                unknown.add(tag);
            }
        } while (!arguments.atEnd());
        return new Next.Done(
                unknown.isEmpty()
                        ? "OK CANCELUPDATE completed"
                        : "NO " + unknown.size() + " of the tags have no updates");
    }

    private Next.Done found(
            SearchProgram program,
            Optional<ReturnOptions> options,
            SearchWork.Found found,
            boolean byUid) {
        if (options.isPresent() && options.get().has(Result.UPDATE)) {
            contexts().begin(program.key(), byUid, options.get().fetched(), found.indexes());
        }
        int[] indexes = found.indexes().stream().toArray();
        long modSeq = program.modSeqAsked() ? found.highestModSeq() : 0;
        return answer("SEARCH", options, indexes, modSeq, byUid);
    }

    Next sort(Tokens arguments, boolean byUid) throws BadCommandException {
        return withCharset(
                () -> {
                    SortArguments asked = SortArguments.parse(arguments);
                    checkTag(asked.returned());
                    return look(asked.program(), found -> ordering(asked, found, byUid));
                });
    }

    private Next.Work ordering(SortArguments asked, SearchWork.Found found, boolean byUid) {
        List<Criterion> criteria = asked.criteria();
        long modSeq = asked.program().modSeqAsked() ? found.highestModSeq() : 0;
        return new FactsWork(
                client,
                found.indexes(),
                new Order(
                        "SORT " + criteria,
                        Ordering.needsHeaders(criteria),
                        chosen -> Ordering.of(chosen, criteria)),
                indexes -> {
                    if (asked.returned().map(o -> o.has(Result.UPDATE)).orElse(false)) {
                        contexts().refuse(client.tag(), "Only results of SEARCH are kept");
                    }
                    return answer("SORT", asked.returned(), indexes, modSeq, byUid);
                });
    }

    private Next.Done answer(
            String command,
            Optional<ReturnOptions> options,
            int[] indexes,
            long modSeq,
            boolean byUid) {
        Next.Done done = new Next.Done("OK " + command + " completed", byUid);
        if (options.isEmpty()) {
            Output out = client.out().text("* " + command);
            IntToLongFunction number = number(byUid);
            for (int index : indexes) {
                out.character(' ').number(number.applyAsLong(index));
            }
            boolean tells = modSeq > 0 && indexes.length > 0;
            out.line(tells ? " (MODSEQ " + modSeq + ")" : "");
            return done;
        }
        if (options.get().has(Result.SAVE)) {
            List<Long> uids = numbers(indexes, true);
            selected().save(new SearchAnswer("", true, uids, 0).saved(options.get()));
            if (!options.get().isAnswered()) {
                return done;
            }
        }
        SearchAnswer answer =
                new SearchAnswer(client.tag(), byUid, numbers(indexes, byUid), modSeq);
        client.out().line(answer.line(options.get()));
        return done;
    }

    private List<Long> numbers(int[] indexes, boolean byUid) {
        IntToLongFunction number = number(byUid);
        return Arrays.stream(indexes).mapToLong(number::applyAsLong).boxed().toList();
    }

    /** What the client calls the message at an index. */
    private IntToLongFunction number(boolean byUid) {
        MailboxView view = selected().known();
        return byUid ? view::uid : index -> index + 1L;
    }

    Next thread(Tokens arguments, boolean byUid) throws BadCommandException {
        return withCharset(
                () -> {
                    ThreadArguments asked = ThreadArguments.parse(arguments);
                    return look(
                            asked.program(),
                            found ->
                                    new FactsWork(
                                            client,
                                            found.indexes(),
                                            order(asked.algorithm()),
                                            line -> threads(line, byUid)));
                });
    }

    private static Order order(ThreadArguments.Algorithm algorithm) {
        Chosen.Arrangement arrangement =
                switch (algorithm) {
                    case ORDEREDSUBJECT -> SubjectThreads::of;
                    case REFERENCES -> ReferenceThreads::of;
                };
        return new Order("THREAD " + algorithm, true, arrangement);
    }

    private Next.Done threads(int[] line, boolean byUid) {
        Output out = client.out().text(line.length == 0 ? "* THREAD" : "* THREAD ");
        ThreadForest.write(line, number(byUid), out);
        out.line("");
        return new Next.Done("OK THREAD completed", byUid);
    }
}
