// SPDX-License-Identifier: Apache-2.0

/** Files of a user, read by somebody who may read more. */
package org.tubepost.backup.files;
