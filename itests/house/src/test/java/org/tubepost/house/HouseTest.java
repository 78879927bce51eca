// SPDX-License-Identifier: Apache-2.0
package org.tubepost.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house as it was just built follows its plan. */
class HouseTest {
    private static final Path ROOT = Path.of(System.getProperty("tubepost.root"));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /** A line of layers.txt. */
    private record Planned(String folder, Room.Layer layer, boolean stays, String page) {}

    private static List<Planned> plan() throws IOException {
        List<Planned> plan = new ArrayList<>();
        try (InputStream in = HouseTest.class.getResourceAsStream("/layers.txt")) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] words = line.trim().split(" +");
                    plan.add(
                            new Planned(
                                    words[0],
                                    Room.Layer.valueOf(words[1].toUpperCase(Locale.ROOT)),
                                    words[2].equals("stays"),
                                    words[3]));
                }
            }
        }
        return plan;
    }

    private static TreeSet<String> modules() throws IOException {
        TreeSet<String> modules = new TreeSet<>();
        for (String parent : List.of("bundles", "channels", "filters")) {
            Path pom = ROOT.resolve(parent).resolve("pom.xml");
            if (Files.exists(pom)) {
                Matcher module = MODULE.matcher(Files.readString(pom));
                while (module.find()) {
                    modules.add(parent + "/" + module.group(1));
                }
            }
        }
        return modules;
    }

    private static Path jar(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder).resolve("target"))) {
            return files.filter(f -> f.toString().endsWith("-SNAPSHOT.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(folder + " is not built"));
        }
    }

    @Test
    void noBundleBreaksTheLayers() throws Exception {
        List<Room> rooms = new ArrayList<>();
        for (Planned planned : plan()) {
            rooms.add(
                    RoomReader.read(
                            planned.folder(),
                            planned.layer(),
                            planned.stays(),
                            jar(planned.folder())));
        }
        assertThat(HouseRules.violations(rooms)).isEmpty();
    }

    @Test
    void everyModuleIsPlannedAndEveryPlannedBundleIsBuilt() throws IOException {
        TreeSet<String> planned = new TreeSet<>();
        plan().forEach(p -> planned.add(p.folder()));
        assertThat(modules()).isEqualTo(planned);
    }

    @Test
    void everyBundleIsInAFeature() throws IOException {
        String features = Files.readString(ROOT.resolve("features/src/main/feature/features.xml"));
        Map<String, Boolean> present = new TreeMap<>();
        for (Planned planned : plan()) {
            String artifact =
                    planned.folder()
                            .replace("bundles/", "org.tubepost.")
                            .replace("channels/", "org.tubepost.channel.")
                            .replace("filters/", "org.tubepost.filter.")
                            .replace('-', '.');
            if (planned.layer() != Room.Layer.TESTKIT) {
                present.put(artifact, features.contains("mvn:org.tubepost/" + artifact + "/"));
            }
        }
        assertThat(present).allSatisfy((artifact, there) -> assertThat(there).isTrue());
    }

    @Test
    void everyBundleThatUsersMeetHasItsPage() throws IOException {
        for (Planned planned : plan()) {
            if (!planned.page().equals("-")) {
                assertThat(ROOT.resolve("docs").resolve(planned.page() + ".md"))
                        .as(planned.folder())
                        .isRegularFile();
            }
        }
    }
}
