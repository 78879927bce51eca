// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.directory.Account;
import org.tubepost.api.observe.Trace;

/**
 * Who may log in from where, asked around every login, whatever its mechanism: client access
 * filters (reference page imap-pop-http, section 6) and limits. Calls may block on the name of the
 * client; never call from an I/O thread.
 */
@ProviderType
public interface LoginPolicy {

    /**
     * Asked once for each login, before anything is proved: the filters of the service, and how
     * often the address logs in. The answer does not depend on who logs in.
     *
     * @param trace takes the filters that were looked at
     * @return why not; empty permits
     */
    Optional<AuthenticationOutcome> before(AuthenticationContext context, Trace trace);

    /**
     * Asked when a login has been proved: the filters of the user or, without one, of the domain,
     * and how many sessions the account has. If it permits, the connection counts as a session of
     * the account until it closes.
     *
     * @param trace takes the filters that were looked at
     * @return why not; empty permits
     */
    Optional<AuthenticationOutcome> after(
            Account account, AuthenticationContext context, Trace trace);
}
