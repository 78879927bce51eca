// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.observe.Trace;

/**
 * A routine that rewrite rules and mapping tables call as {@code $[library,routine,argument]}, in
 * place of the seed's customer-supplied shared libraries (reference page mta-essentials, "Rewrite
 * rules"). Register a service with the property {@value #NAME}, the library's name as the rules
 * write it. Leased for one call, called from many threads at once, on threads that may block.
 */
@ConsumerType
public interface RewriteCallout {

    /** Service property: name of the library. */
    String NAME = "callout.name";

    /**
     * Calls a routine.
     *
     * @param routine name as written in the rule
     * @param argument with all substitutions made
     * @param trace takes what the routine wants to tell an administrator
     * @return text to put into the result; empty lets the rule or entry fail
     * @throws IOException when it cannot say now: the address is refused for now (451 4.4.3)
     */
    Optional<String> call(String routine, String argument, Trace trace) throws IOException;
}
