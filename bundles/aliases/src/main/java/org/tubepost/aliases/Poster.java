// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;

/**
 * Who wants to post: the envelope sender, or, for lists that demand a login, who has logged in.
 * Whoever has several addresses may use each of them: the directory is asked for the others when
 * the one that was given does not decide.
 */
final class Poster {
    private final Optional<MailAddress> given;
    private Optional<Account> account;

    private Poster(Optional<MailAddress> given) {
        this.given = given;
    }

    /** The envelope sender; nobody for the null path. */
    static Poster ofEnvelope(ReversePath sender) {
        return new Poster(sender.address());
    }

    /** Who has logged in; nobody if there is no such user. */
    static Poster ofLogin(Optional<String> login, Directory directory)
            throws DirectoryUnavailableException {
        Optional<Account> account =
                login.isEmpty() ? Optional.empty() : directory.login(login.get());
        Poster poster = new Poster(account.map(Account::mail));
        poster.account = account;
        return poster;
    }

    Optional<MailAddress> address() {
        return given;
    }

    /** Key of the address that was given. */
    Optional<String> key() {
        return given.map(AddressKeys::of);
    }

    Optional<Account> account(Question question) throws DirectoryUnavailableException {
        if (account == null) {
            account = given.isEmpty() ? Optional.empty() : found(question, given.get());
        }
        return account;
    }

    /** Keys of all addresses of the poster. */
    List<String> keys(Question question) throws DirectoryUnavailableException {
        List<String> keys = new ArrayList<>();
        key().ifPresent(keys::add);
        account(question).ifPresent(a -> own(a).map(AddressKeys::of).forEach(keys::add));
        return keys;
    }

    private static Optional<Account> found(Question question, MailAddress sender)
            throws DirectoryUnavailableException {
        Optional<Account> found =
                question.directory()
                        .find(sender)
                        .filter(Account.class::isInstance)
                        .map(Account.class::cast);
        return found.isPresent() && owns(found.get(), sender, question) ? found : Optional.empty();
    }

    /** Whoever takes all mail for a domain is not everybody who writes from it. */
    private static boolean owns(Account account, MailAddress sender, Question question)
            throws DirectoryUnavailableException {
        String domain = canonical(sender.asciiDomain(), question);
        String local = AddressKeys.local(sender);
        int plus = local.indexOf('+');
        String base = plus > 0 ? local.substring(0, plus) : local;
        for (MailAddress own : own(account).toList()) {
            String ownLocal = AddressKeys.local(own);
            if ((ownLocal.equals(local) || ownLocal.equals(base))
                    && canonical(own.asciiDomain(), question).equals(domain)) {
                return true;
            }
        }
        return false;
    }

    private static String canonical(String domain, Question question)
            throws DirectoryUnavailableException {
        return question.directory()
                .domain(domain)
                .map(Domain::name)
                .orElse(domain)
                .toLowerCase(Locale.ROOT);
    }

    private static Stream<MailAddress> own(Account account) {
        return Stream.concat(
                Stream.concat(Stream.of(account.mail()), account.alternateAddresses().stream()),
                account.attributes().all("mailEquivalentAddress").stream()
                        .flatMap(a -> AddressKeys.read(a).stream()));
    }

    @Override
    public String toString() {
        return given.map(MailAddress::toString).orElse("<>");
    }
}
