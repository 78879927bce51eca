// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.List;

/**
 * What random clients have found.
 *
 * @param rounds that were compared
 * @param operations that were done
 * @param failures how many
 * @param reports the first of them, each with the conversation that led to it
 */
public record RandomReport(int rounds, long operations, int failures, List<String> reports) {
    @Override
    public String toString() {
        return "%d rounds, %d operations, %d errors".formatted(rounds, operations, failures);
    }
}
