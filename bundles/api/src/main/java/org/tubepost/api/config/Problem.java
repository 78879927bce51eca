// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

/**
 * Something wrong in a configuration file.
 *
 * @param location where
 * @param severity how bad
 * @param text what, one sentence for an administrator
 */
public record Problem(SourceLocation location, Severity severity, String text) {

    /** How bad a problem is. */
    public enum Severity {
        /** The generation is refused. */
        ERROR,
        /** The generation is used; the administrator should look. */
        WARNING
    }

    /** True when the generation must be refused. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return location + ": " + (isError() ? "error: " : "warning: ") + text;
    }
}
