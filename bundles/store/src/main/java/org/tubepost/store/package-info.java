// SPDX-License-Identifier: Apache-2.0

/** Mailboxes on a journal: the engine behind {@link org.tubepost.api.store.MessageStore}. */
package org.tubepost.store;
