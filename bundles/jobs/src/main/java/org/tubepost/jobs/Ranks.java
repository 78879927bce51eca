// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.List;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Priority;

/**
 * Which rank a message has on a channel: its priority, lowered by one for each of {@code
 * urgentblocklimit}, {@code normalblocklimit} and {@code nonurgentblocklimit} that its size
 * exceeds; and which ranks need not wait for the hours after work ({@code immurgent}, {@code
 * immnormal}, {@code immnonurgent}).
 *
 * @param limits largest size in octets of an urgent, normal and nonurgent message
 * @param immediate lowest rank that is delivered at any time
 */
record Ranks(List<Long> limits, int immediate) {
    private static final List<String> IMMEDIATE = List.of("immurgent", "immnormal", "immnonurgent");

    static Ranks of(ChannelDefinition channel, Generation generation, List<Problem> problems) {
        long block = ChannelNumbers.number(generation.option("BLOCK_SIZE", "1024"), 1024);
        ChannelNumbers numbers = new ChannelNumbers(channel, problems);
        List<Long> limits =
                List.of("urgentblocklimit", "normalblocklimit", "nonurgentblocklimit").stream()
                        .map(name -> limit(numbers.number(name, 0, -1), block))
                        .toList();
        int immediate =
                channel.lastOf(IMMEDIATE.toArray(new String[0]))
                        .map(IMMEDIATE::indexOf)
                        .orElse(Priority.NONURGENT.ordinal());
        return new Ranks(limits, immediate);
    }

    private static long limit(int blocks, long block) {
        return blocks < 0 ? Long.MAX_VALUE : blocks * block;
    }

    /** Rank of a message, 0 for urgent to 3 for one that is too large to be nonurgent. */
    int of(Priority priority, long size) {
        int rank = priority.ordinal();
        while (rank < limits.size() && size > limits.get(rank)) {
            rank++;
        }
        return rank;
    }

    /** True when a rank is delivered at any time. */
    boolean isImmediate(int rank) {
        return rank <= immediate;
    }
}
