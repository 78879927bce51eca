// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Map;

/**
 * A {@code [CHANNEL=pattern]} section of {@code job_controller.cnf}: which program serves the
 * channels whose names match.
 *
 * @param pattern channel name, {@code *} matches any characters
 * @param program value of {@code channel.program} of the channel program
 * @param parameters further settings of the section in upper case
 * @param location where it stands
 */
public record ChannelProgramDefinition(
        String pattern, String program, Map<String, String> parameters, SourceLocation location) {

    /** Copies the map. */
    public ChannelProgramDefinition {
        parameters = Map.copyOf(parameters);
    }

    /** True when a channel name matches, without regard to case. */
    public boolean matches(String channel) {
        String regex = "(?i)" + java.util.regex.Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return channel.matches(regex);
    }
}
