// SPDX-License-Identifier: Apache-2.0

/** Domains, users and groups, and the back ends that know them. */
@Export
@Version("2.1.0")
package org.tubepost.api.directory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
