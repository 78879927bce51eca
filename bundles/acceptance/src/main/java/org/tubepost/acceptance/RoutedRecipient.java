// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.tubepost.api.message.Recipient;

/**
 * A recipient that stands on a channel.
 *
 * @param recipient with its return path, if it has one of its own
 * @param traits what is special about its copy
 */
record RoutedRecipient(Recipient recipient, CopyTraits traits) {}
