// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.tubepost.clients.CheckedSession.ByeException;
import org.tubepost.clients.CheckedSession.Manner;

/** One client: connects, does random things until the round is over, and is gone now and then. */
final class RandomClient implements Runnable {
    private static final String DELETED = "NO [NONEXISTENT] The mailbox was deleted";

    private final RandomClients world;
    private final String name;
    private final Random random;
    private Transcript transcript = new Transcript();
    private Optional<CheckedSession> session = Optional.empty();
    private Optional<Returning> left = Optional.empty();

    RandomClient(RandomClients world, String name, long seed) {
        this.world = world;
        this.name = name;
        this.random = new Random(seed);
    }

    /** One thing to do. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException, ViolationException;
    }

    @Override
    public void run() {
        while (world.goesOn()) {
            while (world.isBusy()) {
                attempt(this::something);
            }
            world.rested();
            attempt(this::compare);
            world.compared();
        }
        attempt(this::end);
    }

    /** A violation is told once, with the conversation; the client begins anew. */
    private void attempt(Action action) {
        try {
            action.run();
        } catch (ByeException bye) {
            // A deleted folder takes its sessions with it.
            if (!bye.getMessage().contains("[CLOSED]") || !isInScratch()) {
                world.failed(name, bye, transcript);
            }
            drop();
        } catch (IOException | ViolationException | RuntimeException failed) {
            // A command may hear of that first.
            if (!String.valueOf(failed.getMessage()).contains(DELETED) || !isInScratch()) {
                world.failed(name, failed, transcript);
            }
            drop();
        }
    }

    private boolean isInScratch() {
        return session.flatMap(CheckedSession::selected)
                .map(m -> m.name().startsWith(FolderNames.SCRATCH))
                .orElse(false);
    }

    private void drop() {
        try {
            if (session.isPresent()) {
                session.get().close();
            }
        } catch (IOException ignored) {
            transcript.note("--", ignored.toString());
        }
        session = Optional.empty();
    }

    private CheckedSession session() throws IOException, ViolationException {
        if (session.isEmpty()) {
            transcript = new Transcript();
            Manner manner =
                    left.isPresent()
                            ? Manner.QRESYNC
                            : Manner.values()[random.nextInt(Manner.values().length)];
            session = Optional.of(world.connect(manner, transcript));
            if (left.isPresent()) {
                Returning back = left.get();
                left = Optional.empty();
                back.select(session.get(), random.nextBoolean());
            }
        }
        return session.get();
    }

    private void something() throws IOException, ViolationException {
        CheckedSession current = session();
        world.counted();
        Folders folders = new Folders(current, random);
        if (current.selected().isEmpty()) {
            folders.select();
            return;
        }
        Reading reading = new Reading(current, random);
        if (current.manner() == Manner.QRESYNC || random.nextInt(10) < 7) {
            reading.learn();
        }
        if (current.manner() == Manner.QRESYNC && !reading.knowsUids()) {
            return; // more has come: it asks once more, for it could not tell what vanishes
        }
        KnownMailbox mailbox = current.selected().get();
        Changing changing = new Changing(current, reading, random);
        int dice = random.nextInt(100);
        if (dice < 12) {
            elsewhere(current, folders, dice);
        } else if (dice < 24) {
            current.command(random.nextInt(4) == 0 ? "CHECK" : "NOOP", true);
        } else if (dice < 34) {
            changing.append();
        } else if (dice < 39) {
            current.idle(random.nextInt(150));
        } else if (mailbox.size() > 0) {
            withMessages(
                    reading, changing, mailbox.isReadOnly() && dice >= 66 ? 40 + dice % 26 : dice);
        }
    }

    private void withMessages(Reading reading, Changing changing, int dice)
            throws IOException, ViolationException {
        if (dice < 53) {
            reading.fetchSome();
        } else if (dice < 59) {
            reading.search();
        } else if (dice < 62) {
            reading.order();
        } else if (dice < 66) {
            reading.agree();
        } else if (dice < 83) {
            changing.store();
        } else if (dice < 90) {
            changing.transfer();
        } else if (dice < 96) {
            changing.expunge();
        } else {
            changing.thinOut();
        }
    }

    private void elsewhere(CheckedSession current, Folders folders, int dice)
            throws IOException, ViolationException {
        switch (dice) {
            case 0, 1 -> folders.select();
            case 2, 3, 4 -> folders.change();
            case 5 -> folders.list();
            case 6 -> folders.status();
            case 7 -> folders.leave();
            case 8, 9, 10 -> {
                if (current.manner() == Manner.QRESYNC) {
                    left = Returning.to(current.selected().orElseThrow());
                }
                drop();
            }
            default -> end();
        }
    }

    private void end() throws IOException, ViolationException {
        if (session.isPresent()) {
            session.get().logout();
            session = Optional.empty();
        }
    }

    /** What the client was told is what a fresh session sees. */
    private void compare() throws IOException, ViolationException {
        if (session.isPresent() && session.get().selected().isPresent()) {
            session.get().command("NOOP", true);
            world.compare(session.get().selected().get());
        }
    }
}
