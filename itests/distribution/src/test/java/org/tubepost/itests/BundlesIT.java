// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bundles of the features are there and run, and one that goes takes no other with it. */
@ExtendWith(DistributionExtension.class)
class BundlesIT {
    private static final Pattern ROW =
            Pattern.compile("\\|\\s*(\\w+)\\s*\\|[^|]*\\|[^|]*\\|\\s*(org\\.tubepost\\.\\S+)");
    private static final Pattern IN_FEATURE = Pattern.compile("mvn:org\\.tubepost/([^/]+)/");

    private final Distribution server;

    BundlesIT(Distribution server) {
        this.server = server;
    }

    private Map<String, String> states() throws IOException {
        Map<String, String> states = new TreeMap<>();
        Matcher row = ROW.matcher(server.shell("bundle:list -s -t 0"));
        while (row.find()) {
            states.put(row.group(2), row.group(1));
        }
        return states;
    }

    @Test
    void everyBundleOfTheFeaturesIsActive() throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        Matcher bundle =
                IN_FEATURE.matcher(
                        Files.readString(
                                Path.of(
                                        System.getProperty("tubepost.root"),
                                        "features/src/main/feature/features.xml")));
        while (bundle.find()) {
            expected.add(bundle.group(1));
        }
        Map<String, String> states = states();
        assertThat(states.keySet()).isEqualTo(expected);
        assertThat(states.values()).containsOnly("Active");
    }

    @Test
    void updatedPlugInTakesNoOtherBundleWithIt() throws IOException {
        for (String plugIn :
                List.of(
                        "org.tubepost.channel.bitbucket",
                        "org.tubepost.channel.smtp.client",
                        "org.tubepost.imap",
                        "org.tubepost.directory.ldap")) {
            server.shell("bundle:stop " + plugIn);
            assertThat(states())
                    .allSatisfy(
                            (name, state) ->
                                    assertThat(state)
                                            .as(name)
                                            .isEqualTo(
                                                    name.equals(plugIn) ? "Resolved" : "Active"));
            server.shell("bundle:update " + plugIn);
            server.shell("bundle:start " + plugIn);
        }
        assertThat(states().values()).containsOnly("Active");
    }
}
