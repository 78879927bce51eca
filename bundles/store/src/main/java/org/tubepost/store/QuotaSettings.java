// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Duration;
import java.util.List;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaPolicy;

/** Reads what the settings say about quotas. */
final class QuotaSettings {
    private QuotaSettings() {}

    /**
     * The rules.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static QuotaRules rules(StoreSettings settings) {
        WarningTexts texts =
                new WarningTexts(
                        settings.quotaMessage(), List.of(settings.quotaMessageTranslations()));
        QuotaPolicy policy =
                new QuotaPolicy(
                        settings.quotaEnforcement(),
                        settings.quotaOverdraft(),
                        new QuotaLimit(
                                amount("defaultMailboxQuota", settings.defaultMailboxQuota()),
                                amount("defaultMessageQuota", settings.defaultMessageQuota())),
                        Duration.ofHours(
                                within("quotaGraceHours", settings.quotaGraceHours(), 100_000)),
                        (int) within("quotaWarnPercent", settings.quotaWarnPercent(), 100),
                        settings.quotaNotification()
                                && !texts.isEmpty()
                                && settings.quotaWarnPercent() < 100,
                        Duration.ofDays(
                                within("quotaMessageDays", settings.quotaMessageDays(), 10_000)));
        return new QuotaRules(policy, texts, settings.overQuotaStatus());
    }

    private static long amount(String setting, String written) {
        try {
            long amount = QuotaLimit.amount(written);
            if (amount >= QuotaLimit.UNLIMITED) {
                return amount;
            }
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(setting + ": " + malformed.getMessage(), malformed);
        }
        throw new IllegalArgumentException(setting + ": " + written + " is below -1");
    }

    private static long within(String setting, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(setting + ": " + value + " is not 0 to " + most);
        }
        return value;
    }
}
