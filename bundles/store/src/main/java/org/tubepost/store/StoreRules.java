// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Duration;
import java.util.Map;
import org.tubepost.store.state.MessageTypes;

/**
 * What the administrator decided.
 *
 * @param defaultPartition for users who are not placed
 * @param specialFolders folders that every user gets, by name, with their special use
 * @param types kinds of messages
 * @param quotas how much may be kept
 * @param keepExpunged how long what was expunged can be put back; zero for not at all
 * @param sharing public folders, and whom folders may be shared with
 */
record StoreRules(
        String defaultPartition,
        Map<String, String> specialFolders,
        MessageTypes types,
        QuotaRules quotas,
        Duration keepExpunged,
        SharingRules sharing) {

    /**
     * Without limits and kinds of messages; what is expunged is gone, what is read is one's own.
     */
    StoreRules(String defaultPartition, Map<String, String> specialFolders) {
        this(
                defaultPartition,
                specialFolders,
                MessageTypes.NONE,
                QuotaRules.NONE,
                Duration.ZERO,
                SharingRules.NONE);
    }
}
