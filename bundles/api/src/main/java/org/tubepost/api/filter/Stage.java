// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.filter;

/** When a filter is asked. */
public enum Stage {
    /** After MAIL: origin and sender are known. */
    SENDER,
    /** After each RCPT: the new recipient is the last one. */
    RECIPIENT,
    /** After the end of data: everything is known. */
    CONTENT
}
