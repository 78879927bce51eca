// SPDX-License-Identifier: Apache-2.0

/** Who somebody is, and what they may do. */
@Export
@Version("1.2.0")
package org.tubepost.api.security;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
