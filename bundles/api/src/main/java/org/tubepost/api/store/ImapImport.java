// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Takes mail over from a running IMAP server. For administrators' tools. */
@ProviderType
public interface ImapImport {

    /**
     * Takes the mail of accounts over, one after the other. Nothing is changed on the other server.
     * What an earlier run took is not fetched again, and has the flags that it has there, unless
     * somebody here has changed it since; an account that cannot be read is a problem of the
     * report, and the next one follows. When the server is gone or the store takes nothing, the
     * import ends, which is a problem of the report too.
     *
     * @throws IOException if that is so with the first account already
     */
    TransferReport run(
            Server server, List<Account> accounts, Choice choice, TransferMonitor monitor)
            throws IOException;

    /**
     * The other server.
     *
     * @param host name or address
     * @param port port
     * @param security how the connection is protected
     * @param verify false to take any certificate
     * @param administrator login name of somebody who may act as each account (SASL PLAIN with an
     *     authorization identity, RFC 4616); empty if accounts log in themselves
     * @param timeout for connecting, and of silence
     */
    record Server(
            String host,
            int port,
            Security security,
            boolean verify,
            Optional<String> administrator,
            Duration timeout) {}

    /** How a connection is protected. */
    enum Security {
        /** TLS from the first octet on (RFC 8314). */
        TLS,
        /** TLS by STARTTLS; refused if the server has none. */
        STARTTLS,
        /** Not at all: the password and all mail go over the network as they are. */
        NONE
    }

    /**
     * An account on the other server.
     *
     * @param remote its login name there
     * @param local owner here; made if there is none
     * @param password the account's, or the administrator's
     */
    record Account(String remote, String local, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return remote + " as " + local;
        }
    }

    /**
     * What is taken, and where to. Names are those here, with {@code /} between levels, before they
     * are renamed; patterns are those of LIST.
     *
     * @param into folder above all others; empty for none
     * @param only patterns of folders to take; empty for all but those that show messages of other
     *     folders
     * @param except patterns of folders to leave out
     * @param renamed folders, with those below them, that get another name
     * @param messagesPerSecond at most; 0 for no limit
     * @param deletions true to expunge here what an earlier run took, nobody here has changed
     *     since, and is there no more
     */
    record Choice(
            Optional<String> into,
            List<String> only,
            List<String> except,
            Map<String, String> renamed,
            int messagesPerSecond,
            boolean deletions) {

        /** Without deletions. */
        public Choice(
                Optional<String> into,
                List<String> only,
                List<String> except,
                Map<String, String> renamed,
                int messagesPerSecond) {
            this(into, only, except, renamed, messagesPerSecond, false);
        }

        /** Everything, with the names that it has. */
        public static final Choice ALL =
                new Choice(Optional.empty(), List.of(), List.of(), Map.of(), 0);
    }
}
