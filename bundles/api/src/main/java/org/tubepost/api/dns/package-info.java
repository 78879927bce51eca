// SPDX-License-Identifier: Apache-2.0

/** Names and addresses of the network. */
@Export
@Version("1.0.0")
package org.tubepost.api.dns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
