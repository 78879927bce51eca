// SPDX-License-Identifier: Apache-2.0

/** Writers of the reports that this house sends about messages. */
@Export
@Version("1.0.0")
package org.tubepost.message.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
