// SPDX-License-Identifier: Apache-2.0

/** Files of Dovecot's formats sdbox and mdbox, read only. */
package org.tubepost.backup.dovecot;
