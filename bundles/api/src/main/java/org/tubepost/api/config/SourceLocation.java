// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

/**
 * A place in a configuration file.
 *
 * @param file name relative to {@code etc/}
 * @param line 1-based
 * @param column 1-based
 */
public record SourceLocation(String file, int line, int column) {

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
