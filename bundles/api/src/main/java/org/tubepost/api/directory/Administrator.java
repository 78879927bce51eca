// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/**
 * Somebody who changes the directory (reference page directory-schema, section 5.1).
 *
 * @param name login name, for the log
 * @param role what they may do
 * @param domain canonical name of the domain of a {@link Role#DOMAIN} administrator, empty for
 *     others
 */
public record Administrator(String name, Role role, String domain) {

    /** How far an administrator's right goes. */
    public enum Role {
        /** Everything. */
        PLATFORM,
        /** Users, groups and resources of one domain, and assigning packages allocated to it. */
        DOMAIN
    }

    /** Somebody who administers the machine itself, and so everything. */
    public static Administrator ofPlatform(String name) {
        return new Administrator(name, Role.PLATFORM, "");
    }

    /** True for a role that has no bounds. */
    public boolean isUnbounded() {
        return role == Role.PLATFORM;
    }
}
