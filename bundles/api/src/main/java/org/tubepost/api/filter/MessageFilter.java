// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.filter;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A content or policy filter. Register a service with the properties {@value #NAME} and {@value
 * #STAGE}; the latter lists the stages at which the filter wants to be asked. Filters are asked by
 * descending service ranking. {@code option.dat} says which filters are in force ({@code FILTERS},
 * a list of names, {@code *} for all, which is the default).
 *
 * <p>Acceptance leases the service for one call, on a worker thread, from several threads at once.
 */
@ConsumerType
public interface MessageFilter {

    /** Service property: name of the filter. */
    String NAME = "filter.name";

    /** Service property: stages as strings, one or several; {@code CONTENT} if absent. */
    String STAGE = "filter.stage";

    /**
     * Judges.
     *
     * @return what the filter says; empty when it has nothing to say
     * @throws IOException when it cannot judge now; the message is refused for now (451 4.7.1)
     */
    List<Verdict> judge(FilterRequest request) throws IOException;
}
