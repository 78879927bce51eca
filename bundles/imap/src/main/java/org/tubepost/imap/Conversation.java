// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.protocol.WorkerSession;
import org.tubepost.api.protocol.WorkerSession.Progress;
import org.tubepost.api.protocol.WorkerSession.Reason;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.CommandReader;
import org.tubepost.wire.imap.Literal;
import org.tubepost.wire.imap.LiteralTarget;
import org.tubepost.wire.imap.RawCommand;

/**
 * Reads commands and answers them, one step at a time. A step either takes octets, or does a share
 * of a command that is under way. On worker threads, one at a time.
 */
final class Conversation implements WorkerSession.Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Client client;
    private final Commands commands;
    private final AppendCommand append;
    private final Output out;
    private final Input input = new Input();
    private CommandReader reader;
    private Optional<Next.Work> work = Optional.empty();
    private Optional<Next.LineTaker> line = Optional.empty();
    private volatile Optional<Runnable> wake = Optional.empty();
    private boolean postponed;
    private int badCommands;

    Conversation(Client client) {
        this.client = client;
        this.out = client.out();
        this.append = new AppendCommand(client);
        this.commands = new Commands(client, append);
        this.reader = newReader();
    }

    private CommandReader newReader() {
        return new CommandReader(client.settings().maxLineOctets(), append);
    }

    void greet() {
        out.line("* OK [CAPABILITY " + Capabilities.of(client) + "] Tubepost ready");
        out.flush();
    }

    @Override
    public Progress step(ByteBuffer in) {
        try {
            if (!out.pump()) {
                return Progress.NETWORK;
            }
            if (work.isPresent()) {
                return go(work.get());
            }
            if (postponed) {
                if (out.pending() > client.settings().maxPendingOctets()) {
                    return Progress.NETWORK;
                }
                wake();
            }
            return read(input.next(in));
        } catch (IOException failed) {
            LOG.warn("The connection cannot go on", failed);
            return Progress.CLOSED;
        }
    }

    private Progress read(ByteBuffer octets) {
        boolean had = octets.hasRemaining();
        CommandReader.Step step =
                line.isPresent() ? reader.readPlainLine(octets) : reader.read(octets);
        if (step instanceof CommandReader.Step.NeedsInput) {
            return had && out.isCompressed() ? Progress.MORE : Progress.INPUT;
        }
        if (step instanceof CommandReader.Step.Continue) {
            out.line("+ Go on");
            out.flush();
            return Progress.MORE;
        }
        if (step instanceof CommandReader.Step.Refused refused) {
            free(refused.command());
            client.tag(refused.command().tag());
            return finish(new Next.Done(refused.answer()));
        }
        RawCommand command = ((CommandReader.Step.Complete) step).command();
        if (line.isPresent()) {
            Next.LineTaker taker = line.get();
            line = Optional.empty();
            wake = Optional.empty();
            return attempt(() -> taker.take(command.texts().get(0)));
        }
        return begin(command);
    }

    private Progress begin(RawCommand command) {
        client.counters().command();
        client.tag(command.tag());
        Progress progress = attempt(() -> commands.begin(command));
        free(command);
        return progress;
    }

    /** Something that may fail. */
    private interface Attempt {
        Next go() throws IOException, BadCommandException;
    }

    private Progress attempt(Attempt attempt) {
        try {
            return follow(attempt.go());
        } catch (BadCommandException bad) {
            return finish(new Next.Done("BAD " + bad.getMessage()));
        } catch (StoreException refused) {
            return finish(new Next.Done(Refusals.no(refused)));
        } catch (RefusedException refused) {
            return finish(new Next.Done(refused.getMessage()));
        } catch (IOException failed) {
            LOG.warn("A command failed", failed);
            return finish(new Next.Done("NO [SERVERBUG] Cannot be read"));
        } catch (RuntimeException bug) {
            LOG.error("A command failed", bug);
            return finish(new Next.Done("NO [SERVERBUG] Internal error"));
        }
    }

    private Progress follow(Next next) {
        if (next instanceof Next.Done done) {
            return finish(done);
        }
        if (next instanceof Next.Steps steps) {
            work = Optional.of(steps.work());
            return Progress.MORE;
        }
        if (next instanceof Next.Line taker) {
            out.flush();
            line = Optional.of(taker.line());
            wake = taker.wake();
            return Progress.MORE;
        }
        if (next instanceof Next.StartTls) {
            out.line(client.tag() + " OK Begin TLS now");
            client.close();
            reader = newReader();
            return Progress.HANDSHAKE;
        }
        if (next instanceof Next.Compress) {
            out.line(client.tag() + " OK DEFLATE active");
            out.compress();
            input.decompress();
            return Progress.MORE;
        }
        out.line("* BYE Goodbye");
        out.line(client.tag() + " OK LOGOUT completed");
        out.flush();
        return Progress.CLOSED;
    }

    private Progress go(Next.Work current) {
        if (out.pending() > client.settings().maxPendingOctets()) {
            return Progress.NETWORK;
        }
        return attempt(
                () -> {
                    Optional<Next.Done> done = current.step();
                    return done.isPresent() ? done.get() : new Next.Steps(current);
                });
    }

    private Progress finish(Next.Done done) {
        work = Optional.empty();
        if (client.notifications().map(Notifications::hasNews).orElse(false)) {
            client.wake().run(); // what came while the command ran
        }
        if (client.selected().isPresent()) {
            Selected selected = client.selected().get();
            if (selected.isGone()) {
                out.line("* BYE [CLOSED] The selected mailbox was deleted");
                out.flush();
                return Progress.CLOSED;
            }
            selected.teller().tell(done.expunges());
            client.notifications().ifPresent(this::fetchNew);
        }
        out.line(client.tag() + " " + done.answer());
        if (client.notifications().map(Notifications::owesSelected).orElse(false)) {
            client.wake().run(); // what could not be told before the answer
        }
        if (done.answer().startsWith("BAD")
                && ++badCommands >= client.settings().maxBadCommands()) {
            out.line("* BYE Too many wrong commands");
            out.flush();
            return Progress.CLOSED;
        }
        return Progress.MORE;
    }

    private void fetchNew(Notifications notifications) {
        try {
            notifications.fetchNew();
        } catch (IOException failed) {
            LOG.warn("A client cannot be told what is new", failed);
        }
    }

    @Override
    public void wake() {
        // A client that does not read is told when it does; nothing is forgotten meanwhile.
        postponed = out.pending() > client.settings().maxPendingOctets();
        if (!postponed) {
            wake.ifPresent(Runnable::run);
            if (work.isEmpty()) {
                tellWatched();
            }
        }
        out.flush();
    }

    private void tellWatched() {
        try {
            if (client.notifications().isPresent()) {
                client.notifications().get().tellSelected();
                client.notifications().get().tellOthers();
            }
            client.selected().flatMap(Selected::contexts).ifPresent(SearchContexts::tell);
        } catch (IOException | RuntimeException failed) {
            LOG.warn("A client cannot be notified", failed);
        }
    }

    @Override
    public void flush() {
        out.rest();
    }

    @Override
    public void bye(Reason reason) {
        out.line(
                "* BYE "
                        + switch (reason) {
                            case SILENT -> "Silent for too long";
                            case ENDING -> "[UNAVAILABLE] The server ends this session";
                            case ROOM_LEAVES -> "[UNAVAILABLE] Message store is being restarted";
                            case OVERLOADED -> "[UNAVAILABLE] Server is overloaded";
                        });
        out.flush();
    }

    @Override
    public void free() {
        List<LiteralTarget> open = reader.openTargets();
        open.forEach(Incoming::drop);
        out.free();
        input.free();
        client.close();
    }

    private static void free(RawCommand command) {
        command.literals().stream()
                .map(Literal::target)
                .flatMap(Optional::stream)
                .forEach(Incoming::drop);
    }
}
