// SPDX-License-Identifier: Apache-2.0

/** Entries and changes as text: LDIF (RFC 2849) and CSV (RFC 4180). */
package org.tubepost.directory.interchange;
