// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/** Delivery priority of a message, from its {@code Priority} field or its size. */
public enum Priority {
    /** Delivered before others, and not held for after-hours. */
    URGENT,
    /** The default. */
    NORMAL,
    /** Delivered when nothing else waits. */
    NONURGENT
}
