// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;

/** A record's payload does not match its checksum. */
public final class DamagedRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the place. */
    public DamagedRecordException(String place) {
        super(place);
    }
}
