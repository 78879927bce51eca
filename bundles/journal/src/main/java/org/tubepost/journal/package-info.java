// SPDX-License-Identifier: Apache-2.0

/** An append-only, checksummed, segmented log with group commit and reclaim. */
@Export
@Version("1.3.0")
package org.tubepost.journal;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
