// SPDX-License-Identifier: Apache-2.0

/** Contract of the protocol listeners, and connections in both directions. */
@Export
@Version("1.2.0")
package org.tubepost.api.protocol;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
