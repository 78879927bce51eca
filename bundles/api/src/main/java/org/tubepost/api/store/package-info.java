// SPDX-License-Identifier: Apache-2.0

/** Mailboxes, and the partitions that keep their messages. */
@Export
@Version("1.6.0")
package org.tubepost.api.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
