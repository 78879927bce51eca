// SPDX-License-Identifier: Apache-2.0

/**
 * The server side of a dialogue in the words of SMTP or LMTP: whose turn it is, on which thread a
 * step is taken, what is said in which order. What the commands do is left to the protocols.
 */
@Export
@Version("1.0.0")
package org.tubepost.wire.smtp.session;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
