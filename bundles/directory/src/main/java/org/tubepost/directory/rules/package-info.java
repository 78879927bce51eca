// SPDX-License-Identifier: Apache-2.0

/** What values attributes of the schema may have. */
package org.tubepost.directory.rules;
