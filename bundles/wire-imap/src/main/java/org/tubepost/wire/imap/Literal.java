// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Optional;

/**
 * A literal of a command.
 *
 * @param octets what it holds; empty when it went elsewhere
 * @param target where it went instead of memory
 */
public record Literal(byte[] octets, Optional<LiteralTarget> target) {}
