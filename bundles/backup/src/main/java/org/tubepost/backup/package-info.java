// SPDX-License-Identifier: Apache-2.0

/** Carries mail between the store and files. */
package org.tubepost.backup;
