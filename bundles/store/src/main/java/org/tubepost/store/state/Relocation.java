// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import org.tubepost.api.store.ContentLocator;

/**
 * A message whose content lies elsewhere.
 *
 * @param uid the message
 * @param from where it lay; a message that lies elsewhere by now is left alone
 * @param to where it lies
 */
public record Relocation(long uid, ContentLocator from, ContentLocator to) {}
