// SPDX-License-Identifier: Apache-2.0

/** Values of MIME fields and encoded bodies. */
@Export
@Version("1.0.0")
package org.tubepost.message.mime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
