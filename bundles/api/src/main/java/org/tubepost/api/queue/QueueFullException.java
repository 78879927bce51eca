// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.io.IOException;

/** The queue takes nothing more for now: disk or memory limits are reached (452 4.3.1). */
public final class QueueFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the limit that was reached. */
    public QueueFullException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
