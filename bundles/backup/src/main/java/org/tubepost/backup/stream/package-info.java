// SPDX-License-Identifier: Apache-2.0

/** The form of a backup: docs/backup-format.md. */
package org.tubepost.backup.stream;
