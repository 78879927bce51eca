// SPDX-License-Identifier: Apache-2.0

/** The durable queue between the door and the channels. */
@Export
@Version("1.0.0")
package org.tubepost.api.queue;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
