// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/**
 * How many users of a domain may have a service package.
 *
 * @param packageName name of the package
 * @param allocated how many may have it
 * @param assigned how many have it
 */
public record PackageAllocation(String packageName, int allocated, int assigned) {}
