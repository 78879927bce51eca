// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.tubepost.api.security.AuthenticationOutcome;

/** A login cannot be judged now. */
final class NotNowException extends Exception {
    private static final long serialVersionUID = 1L;

    NotNowException(String text) {
        super(text);
    }

    AuthenticationOutcome outcome() {
        return new AuthenticationOutcome.Unavailable(getMessage());
    }
}
