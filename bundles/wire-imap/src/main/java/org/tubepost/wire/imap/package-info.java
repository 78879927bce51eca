/** The grammar of IMAP4rev1 (RFC 3501) and the extensions that we speak, without I/O. */
@Export
@Version("1.1.0")
package org.tubepost.wire.imap;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
