// SPDX-License-Identifier: Apache-2.0

/** What the store knows, as immutable values, and the operations that turn one into the next. */
package org.tubepost.store.state;
