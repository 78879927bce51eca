// SPDX-License-Identifier: Apache-2.0

/**
 * The words of SMTP and LMTP in both directions, without sockets: octets to commands and replies,
 * commands and replies to octets, message data with and without dots.
 */
@Export
@Version("1.0.0")
package org.tubepost.wire.smtp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
