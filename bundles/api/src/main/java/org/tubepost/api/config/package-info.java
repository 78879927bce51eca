// SPDX-License-Identifier: Apache-2.0

/** What the files in etc/ say, as one immutable generation. */
@Export
@Version("1.4.0")
package org.tubepost.api.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
