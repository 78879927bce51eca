// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** How much an account may submit, over all its sessions. Never blocks. */
@ProviderType
public interface SubmissionRates {

    /**
     * Counts a message that an account begins.
     *
     * @param account owner id in the store
     * @return how long to wait if it is one too many; it is not counted then
     */
    Optional<Duration> message(String account);

    /**
     * Counts a recipient.
     *
     * @param account owner id in the store
     * @return how long to wait if it is one too many; it is not counted then
     */
    Optional<Duration> recipient(String account);
}
