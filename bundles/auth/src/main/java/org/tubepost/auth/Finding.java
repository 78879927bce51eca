// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.Optional;
import org.tubepost.api.directory.Account;

/**
 * Whether a client has proved to be somebody.
 *
 * @param account who it is; empty if it is not proved
 * @param remark for the log, never for the client: why not, or with which password
 */
record Finding(Optional<Account> account, String remark) {

    static Finding proved(Account account, String remark) {
        return new Finding(Optional.of(account), remark);
    }

    static Finding failed(String reason) {
        return new Finding(Optional.empty(), reason);
    }
}
