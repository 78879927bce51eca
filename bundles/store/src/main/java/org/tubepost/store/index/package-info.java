// SPDX-License-Identifier: Apache-2.0

/** The derived index: the state of the store at one log sequence number, in a key-value library. */
package org.tubepost.store.index;
