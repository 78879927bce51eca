// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.observe;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A room that can be measured; registered as a service by the room itself. */
@ConsumerType
public interface MeterSource {

    /** The figures of this moment; must not block and must be cheap. */
    List<Reading> readings();
}
