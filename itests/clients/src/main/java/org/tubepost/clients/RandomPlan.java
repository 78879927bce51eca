// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What random clients do.
 *
 * @param imap where to
 * @param lmtp where mail is delivered meanwhile
 * @param smtp where mail is sent meanwhile
 * @param user whose mailboxes; also the recipient of that mail
 * @param password of the user
 * @param clients at once
 * @param seconds in all
 * @param roundSeconds until all rest and are compared
 * @param seed of what is random; times differ all the same
 */
public record RandomPlan(
        InetSocketAddress imap,
        Optional<InetSocketAddress> lmtp,
        Optional<InetSocketAddress> smtp,
        String user,
        String password,
        int clients,
        int seconds,
        int roundSeconds,
        long seed) {}
