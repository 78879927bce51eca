// SPDX-License-Identifier: Apache-2.0

/** From an address to a channel: rewrite rules, mapping tables, aliases. */
@Export
@Version("1.0.0")
package org.tubepost.api.routing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
