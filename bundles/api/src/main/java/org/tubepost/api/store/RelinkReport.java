// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * What a search for equal contents found.
 *
 * @param messages looked at
 * @param contents of these
 * @param duplicates contents that are the same as another one
 * @param octets of the duplicates: what is saved
 * @param stopped true if it was stopped; what was done stays
 */
public record RelinkReport(
        long messages, long contents, long duplicates, long octets, boolean stopped) {}
