// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/** Reads all files of a configuration into one generation and checks them against each other. */
final class GenerationReader {
    static final String CHANNEL_FILE = "imta.cnf";
    static final String MAPPING_FILE = "mappings";
    static final String ALIAS_FILE = "aliases";
    static final String OPTION_FILE = "option.dat";
    static final String DISPATCHER_FILE = "dispatcher.cnf";
    static final String JOB_CONTROLLER_FILE = "job_controller.cnf";

    private final KeywordTable keywords;
    private final int portOffset;
    private final String bindAddress;

    /**
     * What reading gave.
     *
     * @param generation what the files say; of no use if a problem is an error
     * @param problems what is wrong
     * @param files every file that was looked for, includes too, with its time before it was read
     */
    record Result(Generation generation, List<Problem> problems, Map<Path, FileTime> files) {}

    GenerationReader(KeywordTable keywords, int portOffset, String bindAddress) {
        this.keywords = keywords;
        this.portOffset = portOffset;
        this.bindAddress = bindAddress;
    }

    /**
     * Reads a configuration.
     *
     * @param folders where the files are, first one first
     */
    Result read(List<Path> folders, long number, Instant now) {
        Problems problems = new Problems();
        SourceReader source = new SourceReader(folders, problems);
        ChannelFile channelFile = new ChannelFile(source.read(CHANNEL_FILE), keywords, problems);
        List<MappingDefinition> mappings =
                source.exists(MAPPING_FILE)
                        ? new MappingFile(source.read(MAPPING_FILE), problems).tables()
                        : List.of();
        List<AliasDefinition> aliases =
                source.exists(ALIAS_FILE)
                        ? new AliasFile(source.read(ALIAS_FILE), problems).aliases()
                        : List.of();
        DispatcherFile dispatcher =
                new DispatcherFile(
                        settings(DISPATCHER_FILE, source, problems),
                        portOffset,
                        bindAddress,
                        problems);
        JobControllerFile jobs =
                new JobControllerFile(settings(JOB_CONTROLLER_FILE, source, problems), problems);
        Map<String, String> options = new HashMap<>();
        if (source.exists(OPTION_FILE)) {
            SettingsFile file = settings(OPTION_FILE, source, problems);
            file.globals().forEach(s -> options.put(s.name(), s.value()));
            file.sections().stream()
                    .skip(1)
                    .forEach(s -> problems.error(s.location(), OPTION_FILE + " has no sections"));
        }
        Generation generation =
                Generation.builder(number, now)
                        .options(options)
                        .rewriteRules(channelFile.rules())
                        .channels(channelFile.channels())
                        .mappings(mappings)
                        .aliases(aliases)
                        .listeners(dispatcher.listeners())
                        .pools(jobs.pools())
                        .programs(jobs.programs())
                        .build();
        checkTogether(generation, problems);
        return new Result(generation, problems.found(), source.used());
    }

    private static SettingsFile settings(String file, SourceReader source, Problems problems) {
        return new SettingsFile(file, source.read(file), problems);
    }

    private static void checkTogether(Generation generation, Problems problems) {
        if (generation.channels().isEmpty()) {
            problems.error(new SourceLocation(CHANNEL_FILE, 1, 1), "no channel is defined");
        }
        for (ChannelDefinition channel : generation.channels().values()) {
            channel.argument("pool")
                    .filter(
                            p ->
                                    !generation
                                            .pools()
                                            .containsKey(p.toUpperCase(java.util.Locale.ROOT)))
                    .ifPresent(
                            p ->
                                    problems.error(
                                            channel.keyword("pool").orElseThrow().location(),
                                            "pool "
                                                    + p
                                                    + " is not defined in "
                                                    + JOB_CONTROLLER_FILE));
            for (String keyword : List.of("saslswitchchannel", "tlsswitchchannel")) {
                channel.argument(keyword)
                        .filter(c -> generation.channel(c).isEmpty())
                        .ifPresent(
                                c ->
                                        problems.error(
                                                channel.keyword(keyword).orElseThrow().location(),
                                                keyword + ": there is no channel " + c));
            }
        }
        generation
                .listeners()
                .forEach(
                        l -> {
                            String channel = l.parameter("CHANNEL", "");
                            if (!channel.isEmpty() && generation.channel(channel).isEmpty()) {
                                problems.error(
                                        l.location(),
                                        "service "
                                                + l.service()
                                                + ": there is no channel "
                                                + channel);
                            }
                        });
    }
}
