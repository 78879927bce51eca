// SPDX-License-Identifier: Apache-2.0

/** Contract of the channel programs: how a queued message leaves the house. */
@Export
@Version("1.0.0")
package org.tubepost.api.channel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
