// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.PoolDefinition;

/**
 * {@code job_controller.cnf}: {@code [POOL=name]} with {@code JOB_LIMIT} and its after-hours
 * windows, {@code [CHANNEL=pattern]} with {@code PROGRAM}, {@code MAX_JOBS} and {@code THREADS}
 * (reference page mta-essentials, "Runtime"). Settings before the first section are defaults for
 * the sections.
 */
final class JobControllerFile {
    private static final Set<String> OF_POOLS =
            Set.of("JOB_LIMIT", "AFTER_HOURS", "AFTER_HOURS_LIMIT", "TIME_ZONE");
    private static final Set<String> OF_CHANNELS = Set.of("MAX_JOBS", "THREADS");
    private static final int MOST = 10_000;

    private final Problems problems;
    private final Map<String, SettingsFile.Setting> defaults = new HashMap<>();
    private final List<PoolDefinition> pools = new ArrayList<>();
    private final List<ChannelProgramDefinition> programs = new ArrayList<>();

    JobControllerFile(SettingsFile file, Problems problems) {
        this.problems = problems;
        for (SettingsFile.Setting setting : file.globals()) {
            if (OF_POOLS.contains(setting.name()) || OF_CHANNELS.contains(setting.name())) {
                defaults.put(setting.name(), setting);
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
                case "POOL" -> pool(section);
                case "CHANNEL" -> channel(section);
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

    private void pool(SettingsFile.Section section) {
        Map<String, SettingsFile.Setting> own = new HashMap<>(defaults);
        for (SettingsFile.Setting setting : section.settings()) {
            if (OF_POOLS.contains(setting.name())) {
                own.put(setting.name(), setting);
            } else {
                problems.error(setting.location(), "unknown setting " + setting.name());
            }
        }
        String name = section.name().toUpperCase(Locale.ROOT);
        if (name.isEmpty()) {
            problems.error(section.location(), "pool without a name");
        }
        if (pools.stream().anyMatch(p -> p.name().equals(name))) {
            problems.error(section.location(), "pool " + name + " is defined twice");
        }
        int limit = number(own, "JOB_LIMIT", 10);
        if (own.containsKey("AFTER_HOURS_LIMIT") && !own.containsKey("AFTER_HOURS")) {
            problems.error(
                    own.get("AFTER_HOURS_LIMIT").location(),
                    "AFTER_HOURS_LIMIT needs AFTER_HOURS=, the windows");
        }
        SettingsFile.Setting windows = own.get("AFTER_HOURS");
        pools.add(
                new PoolDefinition(
                        name,
                        limit,
                        number(own, "AFTER_HOURS_LIMIT", limit),
                        windows == null ? List.of() : AfterHoursText.read(windows, problems),
                        zone(own.get("TIME_ZONE")),
                        section.location()));
    }

    private int number(Map<String, SettingsFile.Setting> own, String name, int otherwise) {
        SettingsFile.Setting setting = own.get(name);
        return setting == null ? otherwise : Numbers.read(setting, 1, MOST, otherwise, problems);
    }

    private ZoneId zone(SettingsFile.Setting setting) {
        if (setting == null) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(setting.value());
        } catch (DateTimeException unknown) {
            problems.error(
                    setting.at(0),
                    "'" + setting.value() + "' is no time zone such as Europe/Berlin");
            return ZoneId.systemDefault();
        }
    }

    private void channel(SettingsFile.Section section) {
        Map<String, String> parameters = new HashMap<>();
        OF_CHANNELS.stream()
                .filter(defaults::containsKey)
                .forEach(name -> counted(defaults.get(name), parameters));
        for (SettingsFile.Setting setting : section.settings()) {
            if (setting.name().endsWith("_COMMAND")) {
                problems.warning(
                        setting.location(),
                        setting.name()
                                + " has no effect here: use PROGRAM=, the name of a channel"
                                + " program bundle");
            } else if (OF_CHANNELS.contains(setting.name())) {
                counted(setting, parameters);
            } else {
                parameters.put(setting.name(), setting.value());
            }
        }
        String program = parameters.remove("PROGRAM");
        if (program == null || program.isEmpty()) {
            problems.error(section.location(), "section needs PROGRAM=, the channel program");
            return;
        }
        if (section.name().isEmpty()) {
            problems.error(section.location(), "section needs the name of a channel, or a pattern");
        }
        hidden(section);
        programs.add(
                new ChannelProgramDefinition(
                        section.name(), program, parameters, section.location()));
    }

    private void counted(SettingsFile.Setting setting, Map<String, String> parameters) {
        int number = Numbers.read(setting, 1, MOST, 1, problems);
        parameters.put(setting.name(), Integer.toString(number));
    }

    /** The first section that matches a channel counts, so the same pattern again means nothing. */
    private void hidden(SettingsFile.Section section) {
        for (ChannelProgramDefinition earlier : programs) {
            if (earlier.matches(section.name())) {
                problems.warning(
                        section.location(),
                        "["
                                + section.kind()
                                + "="
                                + section.name()
                                + "] never counts: "
                                + earlier.pattern()
                                + " of "
                                + earlier.location()
                                + " comes first");
                return;
            }
        }
    }
}
