// SPDX-License-Identifier: Apache-2.0

/**
 * What a message says, read once while it comes in, and the header fields that this house writes.
 */
@Export
@Version("1.1.0")
package org.tubepost.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
