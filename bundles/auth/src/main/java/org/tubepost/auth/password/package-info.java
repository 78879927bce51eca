// SPDX-License-Identifier: Apache-2.0

/** Stored forms of passwords. */
@Export
@Version("1.0.0")
package org.tubepost.auth.password;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
