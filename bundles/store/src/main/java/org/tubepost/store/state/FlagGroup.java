// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import org.tubepost.api.store.Flags;

/**
 * Messages that have the same flags after a change.
 *
 * @param flags all their flags
 * @param uids the messages, ascending
 */
public record FlagGroup(Flags flags, long[] uids) {}
