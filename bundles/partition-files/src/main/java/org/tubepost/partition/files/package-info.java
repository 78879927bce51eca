// SPDX-License-Identifier: Apache-2.0

/** A partition of the message store with one file for each message. */
package org.tubepost.partition.files;
