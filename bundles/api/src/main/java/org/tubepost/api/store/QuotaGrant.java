// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What an owner may keep, as the directory says it ({@code mailQuota}, {@code mailMsgQuota}).
 *
 * @param limits by quota root: {@value #MAILBOX} for the mailbox as a whole, {@code #type} for
 *     messages of a type wherever they lie, the name of a folder for it and those below it. What a
 *     type or folder is charged with is not charged to the mailbox
 * @param address where the owner gets mail; empty if unknown
 * @param language tag of the language that the owner reads; empty if unknown
 */
public record QuotaGrant(NavigableMap<String, QuotaLimit> limits, String address, String language) {

    /** Name of the root of everything that is under no other. */
    public static final String MAILBOX = "";

    /** Begins the name of a root for a message type. */
    public static final char TYPE = '#';

    /** Somebody of whom the directory says nothing: the store's own limits are in force. */
    public static final QuotaGrant STANDARD =
            new QuotaGrant(
                    new TreeMap<>(
                            Map.of(
                                    MAILBOX,
                                    new QuotaLimit(QuotaLimit.DEFAULT, QuotaLimit.DEFAULT))),
                    "",
                    "");

    /** Copies, and adds the root of the mailbox if it is missing. */
    public QuotaGrant {
        NavigableMap<String, QuotaLimit> copy = new TreeMap<>(limits);
        copy.putIfAbsent(MAILBOX, new QuotaLimit(QuotaLimit.DEFAULT, QuotaLimit.DEFAULT));
        limits = Collections.unmodifiableNavigableMap(copy);
    }
}
