// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HostName;

/**
 * Answers for users who are away (RFC 3834): users of the directory with the delivery option {@code
 * autoreply}, once for each sender in a period. The message itself is delivered by the user's other
 * options; here nothing ever fails. Whoever is not answered counts as done, with the reason in the
 * reply. The answer is sent before it is remembered, with a cause: a crash between the two sends
 * nothing twice.
 */
@Component(property = Channel.PROGRAM + "=autoreply")
@Designate(ocd = AutoreplySettings.class)
public final class AutoreplyChannel implements Channel {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int LOCKS = 64;

    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<Acceptance> doors;
    private final AnswerSender answers;
    private final AnsweredSenders answered;
    private final Clock clock;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** Begins to watch for directory and door. */
    @Activate
    public AutoreplyChannel(BundleContext context, AutoreplySettings settings) {
        this(context, settings, Clock.systemUTC());
    }

    AutoreplyChannel(BundleContext context, AutoreplySettings settings, Clock clock) {
        this.clock = clock;
        Path folder = HomeDirectory.given(settings.directory(), "data", "autoreply");
        answered = new AnsweredSenders(folder, clock);
        directories = ServiceLeases.of(context, Directory.class, DRAIN);
        doors = ServiceLeases.of(context, Acceptance.class, DRAIN);
        answers =
                new AnswerSender(
                        doors, HostName.of(settings.hostName()), settings.echoBelow(), clock);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    @Deactivate
    void close() {
        directories.close();
        doors.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        HeaderBlock header = HeaderBlock.of(delivery.content());
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            Reply reply = answer(delivery, recipient, header);
            outcomes.add(
                    reply.isPositive()
                            ? new Outcome.Delivered(recipient, reply, "", Outcome.Action.DELIVERED)
                            : new Outcome.Deferred(recipient, reply, ""));
        }
        return outcomes;
    }

    private Reply answer(Delivery delivery, Recipient recipient, HeaderBlock header)
            throws IOException {
        try (Lease<Directory> directory =
                directories
                        .lease("")
                        .orElseThrow(() -> new IOException("the directory is being replaced"))) {
            Optional<DirectoryEntry> entry = directory.service().find(recipient.address());
            if (entry.isEmpty() || !(entry.get() instanceof Account account)) {
                return unanswered("there is no such user any more");
            }
            Optional<String> objection =
                    Courtesy.objection(delivery.envelope().sender(), header, account);
            if (objection.isPresent()) {
                return unanswered(objection.get());
            }
            MailAddress sender = delivery.envelope().sender().address().orElseThrow();
            boolean internal = isInternal(directory.service(), account, sender);
            Vacation vacation = Vacation.of(account, internal, Languages.of(header));
            return vacation.isOn(clock.instant())
                    ? once(delivery, account, vacation, header)
                    : unanswered("the user is not away");
        } catch (DirectoryUnavailableException away) {
            return Reply.of(451, "4.4.3", "directory is not available");
        }
    }

    private static boolean isInternal(Directory directory, Account account, MailAddress sender)
            throws DirectoryUnavailableException {
        return directory
                .domain(sender.asciiDomain())
                .filter(d -> d.name().equalsIgnoreCase(account.domain()))
                .isPresent();
    }

    private Reply once(Delivery delivery, Account account, Vacation vacation, HeaderBlock header)
            throws IOException {
        if (vacation.text().isBlank()) {
            return unanswered("the user has written no text for this sender");
        }
        MailAddress sender = delivery.envelope().sender().address().orElseThrow();
        String key =
                AnsweredSenders.key(
                        account.id(),
                        vacation.start().map(Object::toString).orElse(""),
                        sender.toString().toLowerCase(Locale.ROOT));
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            if (answered.holds(key)) {
                return unanswered("the sender was answered already");
            }
            Reply reply =
                    answers.send(
                            delivery, key, new Answer(account, vacation, header, sender), vacation);
            if (reply.isPositive()) {
                answered.remember(key, vacation.period());
                return Reply.of(250, "2.0.0", "answered: " + reply.text());
            }
            return reply.isPermanent() ? unanswered("the answer is refused: " + reply) : reply;
        } finally {
            lock.unlock();
        }
    }

    private static Reply unanswered(String why) {
        return Reply.of(250, "2.0.0", "not answered: " + why);
    }
}
