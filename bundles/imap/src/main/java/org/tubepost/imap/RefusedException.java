// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;

/** A command is refused; the message is its answer behind the tag, {@code NO [CODE] text}. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String answer) {
        super(answer);
    }
}
