// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.Reply;

/**
 * Largest message that a user takes: {@code mailMsgMaxBlocks} of the user, else {@code
 * mailDomainMsgMaxBlocks} of the domain, in blocks of {@value ListParameters#BLOCK} octets; 0 is no
 * limit.
 */
final class AccountSizeLimit {
    private static final String OWN = "mailMsgMaxBlocks";
    private static final String OF_DOMAIN = "mailDomainMsgMaxBlocks";

    private final Account account;
    private final Question question;

    AccountSizeLimit(Account account, Question question) {
        this.account = account;
        this.question = question;
    }

    /** The limit; {@link Long#MAX_VALUE} without one. */
    long octets() throws DirectoryUnavailableException {
        Optional<String> own = account.attributes().first(OWN);
        if (own.isPresent()) {
            return octets(OWN, own.get());
        }
        return question.directory()
                .domain(account.domain())
                .flatMap(domain -> domain.attributes().first(OF_DOMAIN))
                .map(blocks -> octets(OF_DOMAIN, blocks))
                .orElse(Long.MAX_VALUE);
    }

    /** A value that cannot be read limits nothing, as nobody can say what was meant. */
    private long octets(String attribute, String blocks) {
        try {
            long most = Math.multiplyExact(Long.parseLong(blocks.strip()), ListParameters.BLOCK);
            return most > 0 ? most : Long.MAX_VALUE;
        } catch (NumberFormatException | ArithmeticException malformed) {
            question.explain(account.dn(), attribute + " is no size: " + blocks, "");
            return Long.MAX_VALUE;
        }
    }

    /** Why a message is too large whose size was announced; empty if it is not. */
    Optional<Reply> refusal() throws DirectoryUnavailableException {
        long announced = question.context().announcedSize();
        long most = announced <= 0 ? Long.MAX_VALUE : octets();
        return announced > most
                ? Optional.of(
                        Reply.of(
                                552,
                                "5.2.3",
                                account.mail() + " takes at most " + most + " octets"))
                : Optional.empty();
    }
}
