// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.security.SubmissionRates;

/** How much an account may submit within an hour. Thread-safe. */
@Component(service = SubmissionRates.class)
@Designate(ocd = SubmissionSettings.class)
public final class AccountRates implements SubmissionRates {
    private final Buckets messages;
    private final Buckets recipients;

    /** Nothing is counted yet. */
    @Activate
    public AccountRates(SubmissionSettings settings) {
        this(settings, Ticker.systemTicker());
    }

    AccountRates(SubmissionSettings settings, Ticker clock) {
        Duration hour = Duration.ofHours(1);
        this.messages = new Buckets(settings.messagesPerHour(), hour, clock);
        this.recipients = new Buckets(settings.recipientsPerHour(), hour, clock);
    }

    @Override
    public Optional<Duration> message(String account) {
        return messages.take(account);
    }

    @Override
    public Optional<Duration> recipient(String account) {
        return recipients.take(account);
    }
}
