// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.Problem;

/**
 * Reads the numbers of a channel's keywords.
 *
 * @param channel the channel
 * @param problems where to tell what is wrong
 */
record ChannelNumbers(ChannelDefinition channel, List<Problem> problems) {

    /** The number of a keyword; the other one if the keyword is missing or wrong. */
    int number(String name, int least, int otherwise) {
        Optional<Keyword> keyword = channel.keyword(name);
        if (keyword.isEmpty()) {
            return otherwise;
        }
        long number = number(keyword.get().arguments().stream().findFirst().orElse(""), -1);
        if (number < least || number > Integer.MAX_VALUE) {
            problems.add(
                    new Problem(
                            keyword.get().location(),
                            Problem.Severity.ERROR,
                            name + " needs a number of " + least + " or more"));
            return otherwise;
        }
        return (int) number;
    }

    /** A text as a number; the other one if it is none. */
    static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }
}
