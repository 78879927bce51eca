// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.Optional;

/**
 * A folder of another program, as it is to be here.
 *
 * @param name its name, {@code /} between levels
 * @param uidValidity UIDVALIDITY that it had there; 0 if it is not known
 * @param uidNext UID that its next message would have got there; 0 if it is not known
 * @param specialUse attribute of RFC 6154
 */
record SourceFolder(String name, long uidValidity, long uidNext, Optional<String> specialUse) {

    /** Of which only the name is known. */
    static SourceFolder named(String name) {
        return new SourceFolder(name, 0, 0, Optional.empty());
    }
}
