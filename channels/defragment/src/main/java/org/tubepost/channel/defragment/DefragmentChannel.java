// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.acceptance.Handover;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;

/**
 * Joins the parts of messages (message/partial, RFC 2046 section 5.2.2). A part is kept in a folder
 * and waits in the queue, as deferred, until the others have come; so the queue has its envelope,
 * and nothing is lost with the folder. The last one that comes hands the whole over, under a cause
 * that was noted before: a crash doubles nothing. The others find that at their next attempt and
 * are done. What is no valid part, contradicts an earlier one, is one too many or has waited too
 * long is sent on as it is, under its own cause.
 */
@Component(property = Channel.PROGRAM + "=defragment")
@Designate(ocd = DefragmentSettings.class)
public final class DefragmentChannel implements Channel {
    private static final int LOCKS = 64;

    private final Onward onward;
    private final PartStore store;
    private final int mostParts;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** Opens the folder and begins to watch for the door. */
    @Activate
    public DefragmentChannel(BundleContext context, DefragmentSettings settings)
            throws IOException {
        this(context, settings, Clock.systemUTC());
    }

    DefragmentChannel(BundleContext context, DefragmentSettings settings, Clock clock)
            throws IOException {
        Path folder = HomeDirectory.given(settings.directory(), "data", "defragment");
        store =
                new PartStore(
                        folder,
                        clock,
                        Duration.ofHours(settings.ageHours()),
                        settings.folderMebibytes() * 1024L * 1024L);
        onward = new Onward(context);
        mostParts = settings.mostParts();
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    @Deactivate
    void close() {
        onward.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        Optional<PartHead> head = PartHead.of(delivery.content(), mostParts);
        if (head.isEmpty()) {
            return asItIs(delivery);
        }
        String key = PartStore.key(head.get().id(), delivery.envelope());
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            return part(delivery, head.get(), store.folder(key));
        } finally {
            lock.unlock();
        }
    }

    private List<Outcome> part(Delivery delivery, PartHead head, PartFolder parts)
            throws IOException {
        PartFolder.State state = parts.state();
        if (state == PartFolder.State.JOINED) {
            return all(delivery, Reply.of(250, "2.0.0", "joined with the other parts"));
        }
        if (state == PartFolder.State.GIVEN_UP
                || store.isOld(parts)
                || contradicts(head, parts)
                || !store.hasRoom()) {
            return giveUp(delivery, head, parts);
        }
        if (!parts.keep(head.number(), delivery.content())) {
            return asItIs(delivery);
        }
        if (delivery.attempt() == 1) {
            store.kept(delivery.content().size());
        }
        if (head.total().isPresent() && parts.total().isEmpty()) {
            parts.total(head.total().getAsInt());
        }
        return parts.isComplete() ? join(delivery, parts) : all(delivery, waiting(parts));
    }

    /** Another total than an earlier part tells, or a number beyond it. */
    private static boolean contradicts(PartHead head, PartFolder parts) throws IOException {
        OptionalInt known = parts.total();
        boolean other =
                known.isPresent()
                        && (head.number() > known.getAsInt()
                                || (head.total().isPresent() && !head.total().equals(known)));
        return other || (head.total().isPresent() && parts.highest() > head.total().getAsInt());
    }

    private static Reply waiting(PartFolder parts) throws IOException {
        OptionalInt total = parts.total();
        return Reply.of(
                450,
                "4.4.0",
                "waiting for the other parts: "
                        + parts.parts().size()
                        + " of "
                        + (total.isPresent() ? total.getAsInt() : "an unknown number")
                        + " have come");
    }

    private List<Outcome> giveUp(Delivery delivery, PartHead head, PartFolder parts)
            throws IOException {
        if (store.isOld(parts)) {
            parts.state(PartFolder.State.GIVEN_UP);
        }
        List<Outcome> outcomes = asItIs(delivery);
        boolean gone = outcomes.stream().noneMatch(o -> o instanceof Outcome.Deferred);
        if (gone && parts.state() == PartFolder.State.GIVEN_UP) {
            parts.drop(head.number());
        }
        return outcomes;
    }

    private List<Outcome> join(Delivery delivery, PartFolder parts) throws IOException {
        String cause = parts.cause(cause(delivery));
        List<Outcome> outcomes =
                onward.send(delivery, cause, new JoinedMessage(parts.parts())::writeTo);
        // What is refused for now leaves all parts where they are; the next attempt is another.
        if (outcomes.stream().noneMatch(o -> o instanceof Outcome.Deferred)) {
            parts.state(PartFolder.State.JOINED);
        }
        return outcomes;
    }

    private List<Outcome> asItIs(Delivery delivery) throws IOException {
        Handover.Body body = t -> t.writeAll(delivery.content());
        return onward.send(delivery, cause(delivery), body);
    }

    private static String cause(Delivery delivery) {
        return String.format(Origin.CAUSE_FORM, "defragment", delivery.entry(), delivery.attempt());
    }

    private static List<Outcome> all(Delivery delivery, Reply reply) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            outcomes.add(Onward.outcome(recipient, reply));
        }
        return outcomes;
    }
}
