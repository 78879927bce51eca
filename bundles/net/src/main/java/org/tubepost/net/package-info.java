// SPDX-License-Identifier: Apache-2.0

/** Listening sockets and the connections they accept; used by the dispatcher. */
@Export
@Version("1.0.0")
package org.tubepost.net;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
