// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.MessageTypes;

/** A house with quotas: who may keep what, a clock that the test moves, and what was told. */
final class QuotaHouse implements LimitSource, AutoCloseable {
    static final String WARNING =
            "Subject: Mailbox full$From: House <house@example.org>$$[ID] uses [DISKUSAGE] of"
                    + " [QUOTA] ([PERCENT] %), [NUMMSG] of [MSGQUOTA].$Tidy up.";
    private static final QuotaPolicy POLICY =
            new QuotaPolicy(
                    true,
                    false,
                    QuotaLimit.NONE,
                    Duration.ofHours(120),
                    90,
                    false,
                    Duration.ofDays(7));

    final Map<String, QuotaGrant> grants = new ConcurrentHashMap<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final MovedClock clock = new MovedClock();
    volatile boolean away;
    volatile boolean asked;
    volatile CountDownLatch answers = new CountDownLatch(0);
    volatile CountDownLatch listens = new CountDownLatch(0);
    House house;

    /** A clock that stands still until it is moved. */
    static final class MovedClock extends Clock {
        private volatile Instant now = House.NOW;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    static QuotaHouse opened(Path directory) throws IOException {
        return new QuotaHouse().open(directory, POLICY, WarningTexts.NONE);
    }

    static QuotaHouse overdraft(Path directory) throws IOException {
        QuotaPolicy policy =
                new QuotaPolicy(
                        true, true, QuotaLimit.NONE, POLICY.grace(), 90, false, POLICY.warnAgain());
        return new QuotaHouse().open(directory, policy, WarningTexts.NONE);
    }

    static QuotaHouse withoutEnforcement(Path directory) throws IOException {
        return new QuotaHouse().open(directory, QuotaPolicy.NONE, WarningTexts.NONE);
    }

    static QuotaHouse warning(Path directory) throws IOException {
        QuotaPolicy policy =
                new QuotaPolicy(
                        true, false, QuotaLimit.NONE, POLICY.grace(), 90, true, POLICY.warnAgain());
        return new QuotaHouse()
                .open(
                        directory,
                        policy,
                        new WarningTexts(
                                WARNING, List.of("de=Subject: Fast voll: äh$$[ID] ist voll")));
    }

    private QuotaHouse open(Path directory, QuotaPolicy policy, WarningTexts texts)
            throws IOException {
        house = new House(directory);
        equip(house, policy, texts);
        house.open();
        return this;
    }

    private void equip(House bare, QuotaPolicy policy, WarningTexts texts) {
        bare.limits = this;
        bare.clock = clock;
        bare.rules =
                new StoreRules(
                        "primary",
                        Map.of("Sent", "\\Sent"),
                        MessageTypes.parse(
                                List.of("multipart/voice-message=$Voice voice", "image/*=$Fax")),
                        new QuotaRules(policy, texts, true),
                        Duration.ofHours(2),
                        SharingRules.NONE);
    }

    /** As a kill would leave it, opened elsewhere; this one is closed. */
    QuotaHouse killed(Path elsewhere, boolean withoutIndex) throws IOException {
        House copy = house.copied(elsewhere, withoutIndex);
        equip(copy, house.rules.quotas().policy(), house.rules.quotas().texts());
        house.close();
        house = copy;
        house.open();
        return this;
    }

    void grant(String owner, long octets, long messages) {
        grant(owner, Map.of(QuotaGrant.MAILBOX, new QuotaLimit(octets, messages)));
    }

    void grant(String owner, Map<String, QuotaLimit> limits) {
        grants.put(owner, new QuotaGrant(new TreeMap<>(limits), owner + "@example.org", "en"));
    }

    StoreException.Code deliver(String key, DeliveryTarget target, int octets)
            throws StoreException {
        return code(
                house.store
                        .deliver(
                                key,
                                List.of(target),
                                BytesContent.of("x".repeat(octets)),
                                House.NOW)
                        .get(0));
    }

    /** Null when it was delivered. */
    StoreException.Code deliver(String key, String owner, int octets) throws StoreException {
        return deliver(key, House.to(owner, "INBOX"), octets);
    }

    static StoreException.Code code(DeliveryResult result) {
        return result.refusal().map(StoreException::code).orElse(null);
    }

    @Override
    public Optional<QuotaGrant> known(String owner) {
        return asked ? Optional.empty() : Optional.ofNullable(grants.get(owner));
    }

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public QuotaGrant find(String owner) throws IOException {
        await(answers);
        if (away) {
            throw new IOException("nobody knows");
        }
        return grants.getOrDefault(owner, QuotaGrant.STANDARD);
    }

    @Override
    public void overQuota(String owner, boolean over) throws IOException {
        await(listens);
        // That something is told again is no harm: it is, when the store is not sure that it was.
        String what = owner + (over ? " over" : " under");
        if (told.isEmpty() || !told.get(told.size() - 1).equals(what)) {
            told.add(what);
        }
    }

    @Override
    public void changed(QuotaEvent event) {
        events.add(event.root() + (event.exceeded() ? " exceeded" : " within"));
        try {
            await(listens);
        } catch (InterruptedIOException stop) {
            throw new UncheckedIOException(stop);
        }
    }

    @Override
    public void close() {
        house.close();
    }
}
