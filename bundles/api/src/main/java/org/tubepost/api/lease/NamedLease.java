// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.lease;

/**
 * A lease that tells under which key its service was found.
 *
 * @param <T> service interface
 */
public interface NamedLease<T> extends Lease<T> {

    /** The service's key. */
    String key();
}
