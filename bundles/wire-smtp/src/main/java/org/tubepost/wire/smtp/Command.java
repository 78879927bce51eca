// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.Optional;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.ReversePath;

/** A command of a client, understood (RFC 5321 section 4.1). */
public sealed interface Command {

    /**
     * HELO, EHLO or LHLO.
     *
     * @param verb which
     * @param name what the client calls itself
     */
    record Hello(Verb verb, String name) implements Command {}

    /**
     * MAIL.
     *
     * @param sender reverse path
     * @param parameters SIZE, BODY, SMTPUTF8, RET, ENVID
     * @param submitter AUTH of RFC 4954 section 5, decoded; {@code <>} when it is not known
     */
    record Mail(ReversePath sender, MailParameters parameters, Optional<String> submitter)
            implements Command {}

    /**
     * RCPT.
     *
     * @param address forward path; without domain for {@code <postmaster>}
     * @param dsn NOTIFY and ORCPT
     */
    record Rcpt(MailAddress address, RecipientDsn dsn) implements Command {}

    /**
     * BDAT (RFC 3030).
     *
     * @param size octets that follow
     * @param last whether they are the last ones
     */
    record Bdat(long size, boolean last) implements Command {}

    /**
     * BURL (RFC 4468).
     *
     * @param url of the next octets of the message, as written
     * @param last whether they are the last ones
     */
    record Burl(String url, boolean last) implements Command {}

    /**
     * AUTH (RFC 4954).
     *
     * @param mechanism upper case
     * @param initialResponse as sent, in base64 or {@code =}; empty if there is none
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {}

    /**
     * Any other known command.
     *
     * @param verb which
     * @param argument text behind it, trimmed
     */
    record Plain(Verb verb, String argument) implements Command {}

    /**
     * A command that is not known.
     *
     * @param word its first word, upper case
     */
    record Unknown(String word) implements Command {}

    /** The verbs of SMTP and LMTP. */
    enum Verb {
        HELO,
        EHLO,
        LHLO,
        MAIL,
        RCPT,
        DATA,
        BDAT,
        BURL,
        RSET,
        NOOP,
        QUIT,
        VRFY,
        EXPN,
        HELP,
        STARTTLS,
        AUTH,
        ETRN
    }
}
