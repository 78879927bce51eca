// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Clock;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;

/**
 * What holds for one connection: the settings, and what its listener says. Parameters of a service
 * in {@code dispatcher.cnf}: {@code SUBMISSION=1} demands a login and completes messages (RFC
 * 6409), {@code AUTH=0} offers no login, {@code CHANNEL=name} sets the source channel.
 *
 * @param hostName name in the greeting
 * @param submission a login is needed, messages are completed
 * @param offersLogin logins are possible
 * @param offersTls STARTTLS is possible
 * @param channel source channel
 * @param settings of the component
 * @param clock gives the time of a transaction
 */
record Rules(
        String hostName,
        boolean submission,
        boolean offersLogin,
        boolean offersTls,
        String channel,
        SmtpSettings settings,
        Clock clock) {

    static Rules of(
            ListenerDefinition listener, String hostName, SmtpSettings settings, Clock clock) {
        return new Rules(
                hostName,
                listener.parameter("SUBMISSION", "0").equals("1"),
                !listener.parameter("AUTH", "1").equals("0"),
                listener.tls() == TlsMode.STARTTLS,
                listener.parameter("CHANNEL", "tcp_local"),
                settings,
                clock);
    }
}
