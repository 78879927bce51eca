// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.message.Content;

/** One conversation, whatever the order in which network, worker and events come. */
class WorkerSessionTest {
    private final List<String> log = new ArrayList<>();
    private final Deque<Runnable> workers = new ArrayDeque<>();
    private final Deque<Runnable> ioTasks = new ArrayDeque<>();
    private final Deque<Runnable> writables = new ArrayDeque<>();
    private boolean overloaded;
    private boolean networkSlow;
    private boolean closesInStep;
    private long pending;

    private final WorkerSession session =
            new WorkerSession(new FakeConnection(), 10, new Words(), s -> log.add("told closed"));

    /** Each octet is a command. */
    private final class Words implements WorkerSession.Conversation {
        @Override
        public WorkerSession.Progress step(ByteBuffer in) {
            if (networkSlow) {
                return WorkerSession.Progress.NETWORK;
            }
            if (!in.hasRemaining()) {
                return WorkerSession.Progress.INPUT;
            }
            char c = (char) in.get();
            log.add("step " + c);
            if (closesInStep) {
                session.closed();
            }
            return switch (c) {
                case 't' -> WorkerSession.Progress.HANDSHAKE;
                case 'q' -> WorkerSession.Progress.CLOSED;
                case '!' -> throw new OutOfMemoryError("in a step");
                default -> WorkerSession.Progress.MORE;
            };
        }

        @Override
        public void wake() {
            log.add("wake");
        }

        @Override
        public void flush() {
            log.add("flush");
        }

        @Override
        public void bye(WorkerSession.Reason reason) {
            log.add("bye " + reason);
        }

        @Override
        public void free() {
            log.add("free");
        }
    }

    private void receive(String text) {
        session.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void work() {
        while (!workers.isEmpty()) {
            workers.remove().run();
        }
    }

    @Test
    void stepsAreTakenInOrderAndFlushedWhenTheInboxIsEmpty() {
        receive("ab");
        receive("c");
        assertThat(workers).hasSize(1);
        work();
        assertThat(log).containsExactly("step a", "step b", "step c", "flush");
    }

    @Test
    void invitationToTlsAndSwitchAreOneTurnOfTheIoThread() {
        receive("tx");
        work();
        assertThat(log).containsExactly("step t");
        ioTasks.remove().run();
        assertThat(log).containsExactly("step t", "flush", "startTls");
        receive("injected");
        session.secured();
        receive("a");
        work();
        assertThat(log).endsWith("startTls", "step a", "flush").doesNotContain("step x", "step i");
    }

    @Test
    void readingPausesWhileMuchWaits() {
        receive("aaaaaaaaaaaa");
        assertThat(log).containsExactly("suspend");
        work();
        assertThat(log).contains("resume");
    }

    @Test
    void slowNetworkLetsGoOfTheWorker() {
        networkSlow = true;
        receive("a");
        work();
        assertThat(log).isEmpty();
        networkSlow = false;
        writables.remove().run();
        assertThat(log).containsExactly("step a", "flush");
    }

    @Test
    void roomIsAskedForOnceHoweverOftenTheSessionIsWoken() {
        networkSlow = true;
        receive("a");
        work();
        for (int i = 0; i < 3; i++) {
            session.wake();
            work();
        }
        assertThat(writables).hasSize(1);
        networkSlow = false;
        writables.remove().run();
        assertThat(log).endsWith("step a", "flush");
        networkSlow = true;
        receive("b");
        work();
        assertThat(writables).hasSize(1);
    }

    @Test
    void closeIsHandledWhileTheNetworkIsWaitedFor() {
        networkSlow = true;
        receive("a");
        work();
        session.closed();
        work();
        assertThat(log).containsExactly("told closed", "free");
        writables.remove().run();
        assertThat(log).hasSize(2);
    }

    @Test
    void whatTheConversationHoldsIsLetGoOfOnceAlsoWhenAStepFails() {
        receive("!a");
        assertThatThrownBy(this::work).hasMessage("in a step");
        session.closed();
        work();
        assertThat(log).containsExactly("step !", "abort", "told closed", "free");
    }

    @Test
    void aConnectionThatClosedBeforeTheStepFailedIsLetGoOfToo() {
        receive("!");
        closesInStep = true;
        assertThatThrownBy(this::work).hasMessage("in a step");
        work();
        assertThat(log).containsExactly("step !", "told closed", "abort", "free");
    }

    @Test
    void eventsComeBetweenStepsAndEndIsLast() {
        session.wake();
        work();
        assertThat(log).startsWith("wake");
        session.ending();
        work();
        assertThat(log).endsWith("bye ENDING", "close");
        session.closed();
        work();
        session.wake();
        work();
        assertThat(log).endsWith("told closed", "free");
    }

    @Test
    void overloadSaysGoodbye() {
        overloaded = true;
        receive("a");
        assertThat(log).containsExactly("bye OVERLOADED", "close");
        session.closed();
        assertThat(log).endsWith("free");
    }

    @Test
    void silenceEndsASessionOnlyWhenNothingIsUnderWay() {
        receive("a");
        session.idle();
        work();
        assertThat(log).doesNotContain("bye SILENT");
        session.idle();
        work();
        assertThat(log).endsWith("bye SILENT", "close");
    }

    @Test
    void clientThatTakesNothingIsCutOff() {
        networkSlow = true;
        receive("a");
        work();
        pending = 1000;
        session.idle();
        assertThat(log).containsExactly("abort");
    }

    /** Keeps tasks until the test runs them. */
    private final class FakeConnection implements Connection {
        @Override
        public long id() {
            return 1;
        }

        @Override
        public ListenerDefinition listener() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InetSocketAddress remote() {
            return InetSocketAddress.createUnresolved("client.test", 1);
        }

        @Override
        public InetSocketAddress local() {
            return InetSocketAddress.createUnresolved("server.test", 2);
        }

        @Override
        public String tls() {
            return "";
        }

        @Override
        public void write(ByteBuffer data) {
            log.add("write");
        }

        @Override
        public void write(Content content, long from, long count) {
            log.add("write content");
        }

        @Override
        public long pendingOctets() {
            return pending;
        }

        @Override
        public void whenWritable(Runnable task) {
            writables.add(task);
        }

        @Override
        public void suspendReading() {
            log.add("suspend");
        }

        @Override
        public void resumeReading() {
            log.add("resume");
        }

        @Override
        public void startTls() {
            log.add("startTls");
        }

        @Override
        public void execute(Runnable task) {
            if (overloaded) {
                throw new RejectedExecutionException();
            }
            workers.add(task);
        }

        @Override
        public void executeOnIoThread(Runnable task) {
            ioTasks.add(task);
        }

        @Override
        public void idleTimeout(int seconds) {
            log.add("idle " + seconds);
        }

        @Override
        public void close() {
            log.add("close");
        }

        @Override
        public void closeAfterGoodbye() {
            log.add("close after goodbye");
        }

        @Override
        public void abort() {
            log.add("abort");
        }
    }
}
