// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.ByteBuffer;

/** Takes the octets of a literal as they come in. Failures are kept until the command is run. */
public interface LiteralTarget {

    /** Takes all octets of a slice, which is reused when the call returns. */
    void write(ByteBuffer slice);
}
