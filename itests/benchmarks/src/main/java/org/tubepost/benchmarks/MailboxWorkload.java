// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.Map;

/** What one connection does again and again; whatever is not answered with success is an error. */
interface MailboxWorkload extends AutoCloseable {

    /** Gets ready; not measured. */
    interface Opening {
        /** Of the connection with this number, from 0. */
        MailboxWorkload open(MailboxPlan plan, int connection) throws IOException;
    }

    /** All of them by name. */
    Map<String, Opening> ALL =
            Map.ofEntries(
                    Map.entry("lmtp", LmtpWorkload::new),
                    Map.entry("append", ImapWorkloads::append),
                    Map.entry("login", ImapWorkloads::login),
                    Map.entry("pop3", Pop3Workload::new),
                    Map.entry("envelopes", ImapWorkloads::envelopes),
                    Map.entry("mixed", MixedWorkload::new),
                    Map.entry("bodies", ImapWorkloads::bodies),
                    Map.entry("pipelined", ImapWorkloads::pipelined),
                    Map.entry("open", ImapWorkloads::open),
                    Map.entry("command", ImapWorkloads::command),
                    Map.entry("fill", ImapWorkloads::fill));

    /** One operation. */
    void once() throws IOException;

    @Override
    default void close() throws IOException {}
}
