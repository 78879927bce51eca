// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.auth.password.StoredPassword;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.auth.scram.ScramVerifier;

/** What the entry of a user holds of the main password, as far as this room may read it. */
final class Passwords {
    /** Attribute: the main password, in any form. */
    static final String ATTRIBUTE = "userPassword";

    /** Attribute: {@code appPasswordsOnly} keeps the main password from mail programs. */
    static final String POLICY = "tubepostLoginPolicy";

    private Passwords() {}

    static List<StoredPassword> stored(Account account) {
        return account.attributes().all(ATTRIBUTE).stream().map(StoredPassword::parse).toList();
    }

    static boolean mayUseMain(Account account, AuthSettings settings) {
        return account.attributes()
                .first(POLICY)
                .map(policy -> !policy.strip().equalsIgnoreCase("appPasswordsOnly"))
                .orElse(!settings.appPasswordsOnly());
    }

    /** The password, where the directory has it in clear; an empty value is none. */
    static Optional<String> clearText(Account account) {
        return stored(account).stream()
                .flatMap(s -> s.clearText().stream())
                .filter(password -> !password.isEmpty())
                .findFirst();
    }

    /** RFC 5803; also where a directory without {@code authPassword} has it. */
    static Optional<ScramVerifier> verifier(Account account, ScramHash hash) {
        return Stream.of("authPassword", ATTRIBUTE)
                .flatMap(a -> account.attributes().all(a).stream())
                .flatMap(value -> ScramVerifier.parse(value).stream())
                .filter(verifier -> verifier.hash() == hash)
                .findFirst();
    }
}
