// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.PoolDefinition;

/**
 * {@code job_controller.cnf}: {@code [POOL=name]} with {@code JOB_LIMIT}, {@code [CHANNEL=pattern]}
 * with {@code PROGRAM} (reference page mta-essentials, "Runtime").
 */
final class JobControllerFile {
    private final List<PoolDefinition> pools = new ArrayList<>();
    private final List<ChannelProgramDefinition> programs = new ArrayList<>();

    JobControllerFile(SettingsFile file, Problems problems) {
        int limit = 10;
        for (SettingsFile.Setting setting : file.globals()) {
            if (setting.name().equals("JOB_LIMIT")) {
                limit = Numbers.read(setting, 1, 10_000, limit, problems);
            } else {
                problems.warning(
                        setting.location(),
                        setting.name()
                                + " has no effect here: the job controller is part of the"
                                + " server");
            }
        }
        for (SettingsFile.Section section : file.sections()) {
            switch (section.kind()) {
                case "" -> {
                    // Already read.
                }
                case "POOL" -> pool(section, limit, problems);
                case "CHANNEL" -> channel(section, problems);
                case "PERIODIC_JOB" ->
                        problems.warning(
                                section.location(), "[PERIODIC_JOB=…] is not in force yet");
                default ->
                        problems.error(
                                section.location(), "unknown section [" + section.kind() + "=…]");
            }
        }
    }

    List<PoolDefinition> pools() {
        return pools;
    }

    List<ChannelProgramDefinition> programs() {
        return programs;
    }

    private void pool(SettingsFile.Section section, int defaultLimit, Problems problems) {
        int limit = defaultLimit;
        for (SettingsFile.Setting setting : section.settings()) {
            if (setting.name().equals("JOB_LIMIT")) {
                limit = Numbers.read(setting, 1, 10_000, limit, problems);
            } else {
                problems.error(setting.location(), "unknown setting " + setting.name());
            }
        }
        String name = section.name().toUpperCase(Locale.ROOT);
        if (pools.stream().anyMatch(p -> p.name().equals(name))) {
            problems.error(section.location(), "pool " + name + " is defined twice");
        }
        pools.add(new PoolDefinition(name, limit, section.location()));
    }

    private void channel(SettingsFile.Section section, Problems problems) {
        Map<String, String> parameters = new HashMap<>();
        for (SettingsFile.Setting setting : section.settings()) {
            if (setting.name().endsWith("_COMMAND")) {
                problems.warning(
                        setting.location(),
                        setting.name()
                                + " has no effect here: use PROGRAM=, the name of a channel"
                                + " program bundle");
            } else {
                parameters.put(setting.name(), setting.value());
            }
        }
        String program = parameters.remove("PROGRAM");
        if (program == null) {
            problems.error(section.location(), "section needs PROGRAM=, the channel program");
            return;
        }
        programs.add(
                new ChannelProgramDefinition(
                        section.name(), program, parameters, section.location()));
    }
}
