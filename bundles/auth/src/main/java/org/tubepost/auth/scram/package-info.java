// SPDX-License-Identifier: Apache-2.0

/** The computations of SCRAM (RFC 5802, RFC 7677), for both sides and for who stores passwords. */
@Export
@Version("1.0.0")
package org.tubepost.auth.scram;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
