// SPDX-License-Identifier: Apache-2.0

/** The client's side of IMAP, as far as an import needs it. */
package org.tubepost.backup.remote;
