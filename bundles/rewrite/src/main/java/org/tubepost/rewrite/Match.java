// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;

/**
 * How a domain met a pattern.
 *
 * @param matched {@code $D}
 * @param unmatched {@code $H}
 * @param literalRest {@code $L}
 * @param wildcards what each {@code *} of the pattern stands for, from the left
 */
record Match(String matched, String unmatched, String literalRest, List<String> wildcards) {}
