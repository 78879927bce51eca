// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

/** What a rule makes of a flag. */
enum FlagUse {
    /** Nothing. */
    IGNORED,
    /** The message must have it, whatever else applies. */
    AND,
    /** The flag alone is enough. */
    OR
}
