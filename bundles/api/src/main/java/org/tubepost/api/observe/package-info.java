// SPDX-License-Identifier: Apache-2.0

/** How a decision is explained and how a room is measured. */
@Export
@Version("1.0.0")
package org.tubepost.api.observe;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
