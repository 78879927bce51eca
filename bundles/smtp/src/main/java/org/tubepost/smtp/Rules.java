// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Clock;
import java.time.Duration;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;
import org.tubepost.wire.smtp.Command;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Plain;
import org.tubepost.wire.smtp.Command.Verb;

/**
 * What holds for one connection: the settings, what its listener says, and what the listener's
 * channel said when it began. Parameters of a service in {@code dispatcher.cnf}: {@code
 * SUBMISSION=1} demands a login and completes messages (RFC 6409), {@code AUTH=0} offers no login
 * whatever the channel says, {@code CHANNEL=name} sets the source channel.
 *
 * @param hostName name in the greeting
 * @param submission messages are completed
 * @param needsLogin nobody sends without a login
 * @param offersLogin logins are possible
 * @param needsTls nothing is sent without TLS
 * @param offersTls STARTTLS is possible
 * @param channel source channel
 * @param keywords of the channel
 * @param longestDelay how long an answer is held back at most
 * @param settings of the component
 * @param clock gives the time of a transaction
 */
record Rules(
        String hostName,
        boolean submission,
        boolean needsLogin,
        boolean offersLogin,
        boolean needsTls,
        boolean offersTls,
        String channel,
        ServerKeywords keywords,
        Duration longestDelay,
        SmtpSettings settings,
        Clock clock) {

    static Rules of(
            ListenerDefinition listener,
            String hostName,
            SmtpSettings settings,
            ServerKeywords keywords,
            Clock clock) {
        boolean submission = listener.parameter("SUBMISSION", "0").equals("1");
        boolean loginsHere = !listener.parameter("AUTH", "1").equals("0");
        return new Rules(
                hostName,
                submission,
                submission || keywords.login() == Demand.NEEDED,
                loginsHere && keywords.login() != Demand.NONE,
                keywords.tls() == Demand.NEEDED,
                listener.tls() == TlsMode.STARTTLS && keywords.tls() != Demand.NONE,
                channel(listener),
                keywords,
                Duration.ofSeconds(listener.idleTimeoutSeconds()),
                settings,
                clock);
    }

    /**
     * Whether a command may be given before TLS (RFC 3207 section 4); MAIL guards what needs it.
     */
    boolean permits(Command command, boolean encrypted) {
        if (!needsTls || encrypted) {
            return true;
        } else if (command instanceof Plain plain) {
            return plain.verb() != Verb.VRFY && plain.verb() != Verb.ETRN;
        }
        return !(command instanceof Mail || command instanceof Auth);
    }

    /** Whether a client may put messages together from what the store has (RFC 4468). */
    boolean takesUrls(Client client) {
        return submission && client.isLoggedIn();
    }

    /** Source channel of a listener. */
    static String channel(ListenerDefinition listener) {
        return listener.parameter("CHANNEL", "tcp_local");
    }
}
