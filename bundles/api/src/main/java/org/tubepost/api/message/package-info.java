// SPDX-License-Identifier: Apache-2.0

/** What a message is made of: addresses, envelope, content, and the replies that speak of it. */
@Export
@Version("1.2.0")
package org.tubepost.api.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
