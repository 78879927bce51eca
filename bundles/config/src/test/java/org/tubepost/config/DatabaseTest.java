// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Database;
import org.tubepost.api.config.DatabaseCompiler.Report;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;

/** Databases: compiled from text, mapped, replaced. */
class DatabaseTest implements AutoCloseable {
    private final Path dir;
    private final Etc etc;

    DatabaseTest() throws IOException {
        dir = Files.createTempDirectory("tubepost-database");
        etc = new Etc(dir);
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }

    private Report compile(String name, String text) throws IOException {
        etc.file(name + ".txt", text);
        return new DatabaseText()
                .compile(dir.resolve(name + ".txt"), dir.resolve(name + ".db"), n -> {});
    }

    private static List<String> texts(Report report) {
        return report.problems().stream().map(Problem::toString).toList();
    }

    @Example
    void aKeyIsFoundInAnyCase() throws IOException {
        Report report =
                compile(
                        "general",
                        "! c\nOne  first value \n\ntwo\\ words\tx\n\"q k\"@h y\nlong a \\\n  b\n");
        assertThat(report.problems()).isEmpty();
        assertThat(report.entries()).isEqualTo(4);
        Database general = etc.sound().database("general");
        assertThat(general.size()).isEqualTo(4);
        assertThat(general.find("one")).contains("first value");
        assertThat(general.find("TWO WORDS")).contains("x");
        assertThat(general.find("\"q k\"@h")).contains("y");
        assertThat(general.find("long")).contains("a   b");
        assertThat(general.find("three")).isEmpty();
        assertThat(etc.sound().database("reverse").size()).isZero();
    }

    @Example
    void errorsHaveTheirPlaceAndLeaveTheOldDatabase() throws IOException {
        compile("general", "a 1\n");
        Report report = compile("general", "a 2\nb\n c 3\nA 4\n");
        assertThat(texts(report))
                .containsExactly(
                        "general.txt:2:1: error: key b has no value",
                        "general.txt:3:2: error: expected 'key value', the key in column 1",
                        "general.txt:4:1: error: the key stands on line 1 already");
        assertThat(report.isWritten()).isFalse();
        assertThat(DatabaseFile.open(dir.resolve("general.db")).find("a")).contains("1");
        try (var files = Files.list(dir)) {
            assertThat(files.map(Path::toString)).noneMatch(f -> f.endsWith(".tmp"));
        }
    }

    @Example
    void aTextThatIsNotUtf8IsAProblem() throws IOException {
        etc.bytes("general.txt", new byte[] {'a', ' ', (byte) 0xc3, (byte) 0x28, '\n'});
        Report report =
                new DatabaseText()
                        .compile(dir.resolve("general.txt"), dir.resolve("general.db"), n -> {});
        assertThat(texts(report))
                .containsExactly("general.txt:1:1: error: file general.txt is not UTF-8");
    }

    @Example
    void anEntryOfTheAliasDatabaseIsAnAlias() throws IOException {
        Report report =
                compile(
                        "aliases",
                        "Team: bob@example.com, carol\nsales@BÜCHER.example [ERRORS_TO] o@example.com, dave\n");
        assertThat(report.problems()).isEmpty();
        Generation g = etc.sound();
        AliasDefinition team = g.databaseAlias("TEAM").orElseThrow();
        assertThat(team.targets()).containsExactly("bob@example.com", "carol");
        assertThat(team.location()).hasToString("aliases.txt:1:1");
        AliasDefinition sales = g.databaseAlias("sales@xn--bcher-kva.example").orElseThrow();
        assertThat(sales.parameters()).isEqualTo(Map.of("ERRORS_TO", List.of("o@example.com")));
        assertThat(g.databaseAlias("nobody")).isEmpty();
    }

    @Example
    void anEntryOfTheAliasDatabaseIsCheckedWhenItIsCompiled() throws IOException {
        assertThat(texts(compile("aliases", "a b@c@d\ne <file\nf@g@h x\n")))
                .containsExactly(
                        "aliases.txt:1:3: error: 'b@c@d' is no address",
                        "aliases.txt:2:3: error: '<file': an entry of a database names no files;"
                                + " write its members",
                        "aliases.txt:3:1: error: 'f@g@h' is no name of an alias");
    }

    @Example
    void aDatabaseThatIsDamagedRefusesTheGeneration() throws IOException {
        compile("general", "a 1\nb 2\n");
        byte[] sound = Files.readAllBytes(dir.resolve("general.db"));
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            etc.bytes("general.db", damaged);
            assertThatThrownBy(() -> DatabaseFile.open(dir.resolve("general.db")))
                    .as("octet " + at)
                    .isInstanceOf(IOException.class);
        }
        assertThat(etc.problems())
                .containsExactly(
                        "general.db:1:1: error: database general.db is damaged; compile it again");
        etc.bytes("general.db", new byte[0]);
        assertThat(etc.problems())
                .containsExactly(
                        "general.db:1:1: error: database general.db is no database; compile it"
                                + " again");
    }

    @Example
    void aTextThatIsNotCompiledIsToldOf() {
        etc.file("forward.txt", "a b\n");
        assertThat(etc.problems())
                .containsExactly(
                        "forward.txt:1:1: warning: database forward is not compiled, so nothing"
                                + " reads this file");
    }

    @Example
    void aGenerationKeepsTheDatabaseItBeganWith() throws IOException {
        GenerationReader reader = new GenerationReader(new KeywordTable(), 0, "");
        compile("general", "a 1\n");
        GenerationReader.Result old = reader.read(List.of(dir), 1, java.time.Instant.EPOCH);
        GenerationReader.Result same = reader.read(List.of(dir), 2, java.time.Instant.EPOCH);
        assertThat(same.generation().database("general"))
                .as("an unchanged database is mapped once")
                .isSameAs(old.generation().database("general"));
        compile("general", "a 2\n");
        Path db = dir.resolve("general.db");
        assertThat(FileStamp.of(db)).isNotEqualTo(old.files().get(db.toAbsolutePath()));
        GenerationReader.Result next = reader.read(List.of(dir), 3, java.time.Instant.EPOCH);
        assertThat(next.generation().database("general").find("a")).contains("2");
        assertThat(old.generation().database("general").find("a")).contains("1");
    }

    @Property(tries = 50)
    void whatIsWrittenIsFoundAndNothingElse(
            @ForAll @Size(max = 300) List<@AlphaChars @StringLength(min = 1, max = 8) String> keys,
            @ForAll @AlphaChars @NotBlank @StringLength(max = 20) String value)
            throws IOException {
        Map<String, String> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String key : keys) {
            entries.putIfAbsent(key, value + key.length());
        }
        Path file = dir.resolve("p.db");
        try (DatabaseWriter writer = new DatabaseWriter(file)) {
            for (var entry : entries.entrySet()) {
                writer.add(entry.getKey(), entry.getValue(), 1);
            }
            assertThat(writer.finish((line, first) -> {})).isTrue();
            writer.publish();
        }
        DatabaseFile database = DatabaseFile.open(file);
        assertThat(database.size()).isEqualTo(entries.size());
        entries.forEach((key, text) -> assertThat(database.find(key)).contains(text));
        assertThat(database.find("no such key")).isEmpty();
    }

    @Example
    void progressIsTold() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 25_000; i++) {
            text.append("key").append(i).append(" value").append(i).append('\n');
        }
        etc.file("general.txt", text.toString());
        List<Long> told = new ArrayList<>();
        new DatabaseText()
                .compile(dir.resolve("general.txt"), dir.resolve("general.db"), told::add);
        assertThat(told).containsExactly(10_000L, 20_000L, 25_000L);
        assertThat(etc.sound().database("general").find("KEY24999")).contains("value24999");
    }
}
