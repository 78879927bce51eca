// SPDX-License-Identifier: Apache-2.0

/** The one door through which every message enters. */
@Export
@Version("1.0.0")
package org.tubepost.api.acceptance;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
