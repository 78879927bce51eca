// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/** What is provisioned. */
public enum EntryKind {
    /** A hosted domain, named as it is. */
    DOMAIN,
    /** A user, named {@code uid@domain}. */
    USER,
    /** A group or list, named {@code name@domain}. */
    GROUP,
    /** A room or a thing that can be booked, named {@code id@domain}; it takes no mail. */
    RESOURCE,
    /** A service package (class of service) for users, named as it is. */
    PACKAGE
}
