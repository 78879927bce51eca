// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/**
 * A directory server is there and answered that it does not do this search: a limit of its own (RFC
 * 4511 section 4.1.9: adminLimitExceeded, timeLimitExceeded, unwillingToPerform) or rights that we
 * lack. Nothing is known all the same; who can do without the answer need not wait for a better
 * time, because there may be none.
 */
public final class SearchRefusedException extends DirectoryUnavailableException {
    private static final long serialVersionUID = 1L;

    /** With what the server said, and the failure behind it (may be null). */
    public SearchRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
