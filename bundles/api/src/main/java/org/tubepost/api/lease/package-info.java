// SPDX-License-Identifier: Apache-2.0

/** How a room that never moves uses services of rooms that can: leased for one call. */
@Export
@Version("1.1.0")
package org.tubepost.api.lease;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
