// SPDX-License-Identifier: Apache-2.0
package org.tubepost.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.house.Room.Layer;

/** The check proves itself: real jars with each fault, and it names the fault. */
class HouseRulesTest {
    @TempDir private Path folder;
    private int count;

    private Room room(
            String name,
            Layer layer,
            boolean stays,
            String exports,
            String imports,
            Map<String, String> sources)
            throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes" + ++count));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve("src" + count).resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        if (!sources.isEmpty()) {
            int status =
                    ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, arguments.toArray(String[]::new));
            assertThat(status).isZero();
        }
        return RoomReader.read(name, layer, stays, jar(classes, exports, imports));
    }

    private Path jar(Path classes, String exports, String imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "room" + count);
        if (!exports.isEmpty()) {
            headers.putValue("Export-Package", exports);
        }
        if (!imports.isEmpty()) {
            headers.putValue("Import-Package", imports);
        }
        Path jar = folder.resolve("room" + count + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    private Room plain(String name, Layer layer, boolean stays, String exports, String imports)
            throws Exception {
        return room(name, layer, stays, exports, imports, Map.of());
    }

    @Test
    void goodHouseHasNoViolation() throws Exception {
        assertThat(
                        HouseRules.violations(
                                List.of(
                                        plain("api", Layer.API, true, "a.b;version=\"1.0.0\"", ""),
                                        plain("queue", Layer.ENGINE, true, "", "a.b"),
                                        plain("imap", Layer.PLUGIN, false, "", "a.b,javax.net"))))
                .isEmpty();
    }

    @Test
    void plugInOnPlugInAndOnEngineIsNamed() throws Exception {
        assertThat(
                        HouseRules.violations(
                                List.of(
                                        plain(
                                                "x",
                                                Layer.PLUGIN,
                                                false,
                                                "x.a;version=\"1.0.0\"",
                                                ""),
                                        plain(
                                                "e",
                                                Layer.ENGINE,
                                                false,
                                                "e.a;version=\"1.0.0\"",
                                                ""),
                                        plain("y", Layer.PLUGIN, false, "", "x.a,e.a"))))
                .contains(
                        "PLUGIN x exports x.a",
                        "ENGINE e exports e.a",
                        "PLUGIN y imports x.a of PLUGIN x",
                        "PLUGIN y imports e.a of ENGINE e");
    }

    @Test
    void roomThatStaysOnOneThatMovesIsNamed() throws Exception {
        assertThat(
                        HouseRules.violations(
                                List.of(
                                        plain(
                                                "message",
                                                Layer.FOUNDATION,
                                                false,
                                                "m.a;version=\"1.0.0\"",
                                                ""),
                                        plain("store", Layer.ENGINE, true, "", "m.a"))))
                .containsExactly("store never moves and imports m.a of message, which does");
    }

    @Test
    void faceOnFoundationIsNamed() throws Exception {
        assertThat(
                        HouseRules.violations(
                                List.of(
                                        plain(
                                                "dns",
                                                Layer.FOUNDATION,
                                                false,
                                                "d.a;version=\"1.0.0\"",
                                                ""),
                                        plain("shell", Layer.FACE, false, "", "d.a"))))
                .containsExactly("FACE shell imports d.a of FOUNDATION dns");
    }

    @Test
    void cycleOfBundlesIsNamed() throws Exception {
        assertThat(
                        HouseRules.violations(
                                List.of(
                                        plain(
                                                "one",
                                                Layer.FOUNDATION,
                                                false,
                                                "o.a;version=\"1.0.0\"",
                                                "t.a"),
                                        plain(
                                                "two",
                                                Layer.FOUNDATION,
                                                false,
                                                "t.a;version=\"1.0.0\"",
                                                "o.a"))))
                .containsExactly("bundles in a cycle: one -> two -> one");
    }

    @Test
    void cycleOfPackagesIsFoundInTheClasses() throws Exception {
        Room room =
                room(
                        "tangled",
                        Layer.PLUGIN,
                        false,
                        "",
                        "",
                        Map.of(
                                "org/tubepost/t/a/A.java",
                                "package org.tubepost.t.a; public class A { org.tubepost.t.b.B b; }",
                                "org/tubepost/t/b/B.java",
                                "package org.tubepost.t.b; public class B { org.tubepost.t.a.A a; }"));
        assertThat(HouseRules.violations(List.of(room)))
                .containsExactly(
                        "tangled has packages in a cycle: org.tubepost.t.a -> org.tubepost.t.b ->"
                                + " org.tubepost.t.a");
    }

    @Test
    void exportWithoutVersionAndForbiddenNameAndMissingExporterAreNamed() throws Exception {
        Room room =
                room(
                        "odd",
                        Layer.FOUNDATION,
                        false,
                        "org.tubepost.odd.util",
                        "org.tubepost.nowhere",
                        Map.of(
                                "org/tubepost/odd/util/U.java",
                                "package org.tubepost.odd.util; public class U {}"));
        assertThat(HouseRules.violations(List.of(room)))
                .containsExactlyInAnyOrder(
                        "odd exports org.tubepost.odd.util without a version",
                        "odd has a package named org.tubepost.odd.util",
                        "odd imports org.tubepost.nowhere, which nobody exports");
    }
}
