// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.LoginPolicy;

/** Permits until told otherwise. */
final class FakePolicy implements LoginPolicy {
    final List<String> asked = new ArrayList<>();
    Optional<AuthenticationOutcome> before = Optional.empty();
    Optional<AuthenticationOutcome> after = Optional.empty();

    /** Whom {@link #after} is about; empty for everybody. */
    String whom = "";

    @Override
    public Optional<AuthenticationOutcome> before(AuthenticationContext context, Trace trace) {
        return before;
    }

    @Override
    public Optional<AuthenticationOutcome> after(
            Account account, AuthenticationContext context, Trace trace) {
        asked.add(account.id());
        return whom.isEmpty() || whom.equals(account.id()) ? after : Optional.empty();
    }
}
