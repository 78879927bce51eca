// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import java.io.IOException;

/** Asked about every second while the other server is silent. */
public interface Waiting {

    /** Throws if nobody waits any more. */
    void check() throws IOException;
}
