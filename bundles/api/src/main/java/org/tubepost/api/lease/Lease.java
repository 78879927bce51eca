// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.lease;

/**
 * A service in use. As long as the lease is open, the stop or update of the service's bundle waits
 * for it (up to the time that {@link ServiceLeases} was opened with), so leases are closed in the
 * method, or at the end of the connection, that took them.
 *
 * @param <T> service interface
 */
public interface Lease<T> extends AutoCloseable {

    /** The service. */
    T service();

    /** Ends the use; idempotent. */
    @Override
    void close();
}
