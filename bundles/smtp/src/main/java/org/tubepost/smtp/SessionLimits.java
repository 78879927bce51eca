// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import org.tubepost.api.config.ChannelDefinition;

/**
 * What one connection may do before it is closed: the {@code disconnect…limit} keywords of a
 * channel, and the settings of the component where a keyword is absent.
 *
 * @param badCommands wrong commands
 * @param failedLogins failed logins
 * @param recipients recipients given, taken or not
 * @param refusedRecipients recipients refused for good
 * @param transactions messages begun
 */
record SessionLimits(
        int badCommands,
        int failedLogins,
        int recipients,
        int refusedRecipients,
        int transactions) {

    /** Those of a channel without keywords. */
    static SessionLimits of(SmtpSettings settings) {
        return new SessionLimits(
                settings.maxBadCommands(),
                settings.maxFailedLogins(),
                Integer.MAX_VALUE,
                settings.maxRefusedRecipients(),
                settings.maxTransactions());
    }

    /** Those of a channel. */
    static SessionLimits of(ChannelDefinition channel, SmtpSettings settings) {
        SessionLimits otherwise = of(settings);
        return new SessionLimits(
                limit(channel, "disconnectbadcommandlimit", otherwise.badCommands),
                limit(channel, "disconnectbadauthlimit", otherwise.failedLogins),
                limit(channel, "disconnectrecipientlimit", otherwise.recipients),
                limit(channel, "disconnectrejectlimit", otherwise.refusedRecipients),
                limit(channel, "disconnecttransactionlimit", otherwise.transactions));
    }

    /** Zero is no limit; the configuration has checked that the argument is a whole number. */
    private static int limit(ChannelDefinition channel, String keyword, int otherwise) {
        return channel.argument(keyword)
                .map(Long::parseLong)
                .map(n -> n <= 0 || n > Integer.MAX_VALUE ? Integer.MAX_VALUE : n.intValue())
                .orElse(otherwise);
    }
}
