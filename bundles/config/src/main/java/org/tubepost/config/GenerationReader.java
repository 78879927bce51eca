// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * Reads all files of a configuration into one generation and checks them against each other. Safe
 * for use by several threads.
 */
final class GenerationReader {
    static final String CHANNEL_FILE = "imta.cnf";
    static final String MAPPING_FILE = "mappings";
    static final String ALIAS_FILE = "aliases";
    static final String OPTION_FILE = "option.dat";
    static final String DISPATCHER_FILE = "dispatcher.cnf";
    static final String JOB_CONTROLLER_FILE = "job_controller.cnf";
    static final String EXPIRY_FILE = "store.expirerule";

    private final KeywordTable keywords;
    private final KeywordTable parameters = new KeywordTable("list-parameters.txt");
    private final DatabaseFiles databaseFiles = new DatabaseFiles();
    private final int portOffset;
    private final String bindAddress;

    /**
     * What reading gave.
     *
     * @param generation what the files say; of no use if a problem is an error
     * @param problems what is wrong
     * @param files every file that was looked for, includes too, with its state before it was read
     */
    record Result(Generation generation, List<Problem> problems, Map<Path, FileStamp> files) {}

    GenerationReader(KeywordTable keywords, int portOffset, String bindAddress) {
        this.keywords = keywords;
        this.portOffset = portOffset;
        this.bindAddress = bindAddress;
    }

    /**
     * Reads a configuration.
     *
     * @param places folders where the files are, and files that stand in for those of their name;
     *     first one first
     */
    Result read(List<Path> places, long number, Instant now) {
        Problems problems = new Problems();
        SourceFiles files = new SourceFiles(places);
        SourceReader source = new SourceReader(files, problems);
        ChannelFile channels = new ChannelFile(source.read(CHANNEL_FILE), keywords, problems);
        DispatcherFile dispatcher =
                new DispatcherFile(
                        settings(DISPATCHER_FILE, source, problems),
                        portOffset,
                        bindAddress,
                        problems);
        JobControllerFile jobs =
                new JobControllerFile(settings(JOB_CONTROLLER_FILE, source, problems), problems);
        Map<String, DatabaseFile> databases = databaseFiles.read(files, problems);
        Generation generation =
                Generation.builder(number, now)
                        .options(options(source, problems))
                        .rewriteRules(channels.rules())
                        .channels(channels.channels())
                        .mappings(mappings(source, problems))
                        .aliases(aliases(source, problems))
                        .listeners(dispatcher.listeners())
                        .pools(jobs.pools())
                        .programs(jobs.programs())
                        .expiryRules(expiryRules(source, problems))
                        .databases(Map.copyOf(databases))
                        .aliasDatabase(n -> alias(databases.get(ALIAS_FILE), n))
                        .build();
        new CrossCheck(generation, keywords, parameters, problems).run();
        standInsAreRead(places, files, problems);
        return new Result(generation, problems.found(), files.used());
    }

    private static List<MappingDefinition> mappings(SourceReader source, Problems problems) {
        return source.exists(MAPPING_FILE)
                ? new MappingFile(source.read(MAPPING_FILE), problems).tables()
                : List.of();
    }

    private static List<ExpiryRuleDefinition> expiryRules(SourceReader source, Problems problems) {
        return source.exists(EXPIRY_FILE)
                ? new ExpiryFile(source.read(EXPIRY_FILE), problems).rules()
                : List.of();
    }

    private List<AliasDefinition> aliases(SourceReader source, Problems problems) {
        if (!source.exists(ALIAS_FILE)) {
            return List.of();
        }
        List<SourceLine> lines =
                source.read(ALIAS_FILE, "<@", new SourceLocation(ALIAS_FILE, 1, 1));
        AliasTargets.ListFiles lists =
                (file, namedAt) -> Optional.of(source.read(file, "<", namedAt));
        return new AliasFile(lines, new AliasSyntax(parameters, lists, problems), problems)
                .aliases();
    }

    private Optional<AliasDefinition> alias(DatabaseFile database, String name) {
        return database == null
                ? Optional.empty()
                : DatabaseText.alias(
                        database, parameters, ALIAS_FILE + DatabaseFiles.TEXT_SUFFIX, name);
    }

    private static Map<String, String> options(SourceReader source, Problems problems) {
        Map<String, String> options = new HashMap<>();
        if (source.exists(OPTION_FILE)) {
            SettingsFile file = settings(OPTION_FILE, source, problems);
            file.globals().forEach(s -> options.put(s.name(), s.value()));
            file.sections().stream()
                    .skip(1)
                    .forEach(s -> problems.error(s.location(), OPTION_FILE + " has no sections"));
        }
        return options;
    }

    private static SettingsFile settings(String file, SourceReader source, Problems problems) {
        return new SettingsFile(file, source.read(file), problems);
    }

    private static void standInsAreRead(List<Path> places, SourceFiles files, Problems problems) {
        for (Path place : places) {
            Path path = place.toAbsolutePath().normalize();
            SourceLocation where = new SourceLocation(place.toString(), 1, 1);
            if (!Files.exists(path)) {
                problems.error(where, "file " + place + " does not exist");
            } else if (!Files.isDirectory(path) && !files.used().containsKey(path)) {
                problems.warning(where, "nothing reads a file of that name");
            }
        }
    }
}
