// SPDX-License-Identifier: Apache-2.0

/** Rules by which messages expire, and the nightly run that follows them. */
package org.tubepost.expiry;
