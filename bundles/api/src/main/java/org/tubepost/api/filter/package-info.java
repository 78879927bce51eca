// SPDX-License-Identifier: Apache-2.0

/** Contract of the filters: who may judge or change a message at the door. */
@Export
@Version("1.0.0")
package org.tubepost.api.filter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
