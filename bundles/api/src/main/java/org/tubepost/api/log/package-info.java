// SPDX-License-Identifier: Apache-2.0
/** What happens to mail, written down: the mail log. */
@Export
@Version("1.0.0")
package org.tubepost.api.log;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
