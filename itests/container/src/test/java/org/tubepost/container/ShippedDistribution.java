// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.ops4j.pax.exam.ConfigurationFactory;
import org.ops4j.pax.exam.Option;

/**
 * How Pax Exam boots the archive of the distribution: with the options that the launcher gives to
 * the Java machine, on free ports of the loopback interface. Pax Exam finds this class through
 * {@code META-INF/services}; it makes the one configuration of all test classes.
 *
 * <p>The archive is unpacked anew for each run; what an earlier run left is removed first. Its
 * folder is Karaf's home and base and, as in a home that the launcher makes, {@code tubepost.home}.
 */
public final class ShippedDistribution implements ConfigurationFactory {
    private static final Pattern LAUNCHER_OPTION =
            Pattern.compile(
                    "--add-(?:reads|exports|opens)[= ]\\S+|-Djava\\.(?:security|awt)\\.\\S+");
    private static final String MAVEN = "etc/org.ops4j.pax.url.mvn.cfg";
    private static final String SHELL = "etc/org.apache.karaf.shell.cfg";
    private static final int SSH_PORT = 8101;
    private static final String KARAF = System.getProperty("tubepost.karaf");
    private static final Path ROOT = Path.of(System.getProperty("tubepost.root"));
    private static final Path UNPACKED = Path.of(System.getProperty("tubepost.work"), "exam");

    @Override
    public Option[] createConfiguration() {
        try {
            delete(UNPACKED);
            List<Option> options = new ArrayList<>();
            options.add(distribution());
            options.addAll(machine());
            options.addAll(settings());
            options.add(jar(Assertions.class));
            options.add(jar(ByteBuddy.class));
            return options.toArray(Option[]::new);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Option distribution() {
        return karafDistributionConfiguration()
                .frameworkUrl(Path.of(System.getProperty("tubepost.archive")).toUri().toString())
                .karafVersion(KARAF)
                .name("Tubepost")
                .unpackDirectory(UNPACKED.toFile())
                .useDeployFolder(false);
    }

    /**
     * What the launcher says of modules and security, and its class path; paths are relative to the
     * unpacked folder, where Java is started.
     */
    private static List<Option> machine() throws IOException {
        List<String> words = new ArrayList<>();
        LAUNCHER_OPTION
                .matcher(Files.readString(ROOT.resolve("tubepost")))
                .results()
                .forEach(option -> words.add(option.group().replace(' ', '=')));
        words.addAll(
                List.of(
                        "-Xmx1g",
                        // It runs for seconds: what the second compiler costs is never earned back.
                        "-XX:TieredStopAtLevel=1",
                        "--patch-module=java.base=" + endorsed("org.apache.karaf.specs.locator"),
                        "--patch-module=java.xml=" + endorsed("org.apache.karaf.specs.java.xml"),
                        "-classpath",
                        String.join(File.pathSeparator, "lib/boot/*", "lib/jdk9plus/*")));
        return words.stream().<Option>map(word -> vmOption(word)).toList();
    }

    private static String endorsed(String artifact) {
        return "lib/endorsed/" + artifact + "-" + KARAF + ".jar";
    }

    private static List<Option> settings() throws IOException {
        int offset = freeOffset();
        return List.of(
                systemProperty("tubepost.home").value("${karaf.base}"),
                systemProperty("tubepost.port-offset").value(Integer.toString(offset)),
                systemProperty("tubepost.bind-address").value("127.0.0.1"),
                configureConsole().ignoreLocalConsole(),
                doNotModifyLogConfiguration(),
                editConfigurationFilePut(SHELL, "sshPort", Integer.toString(SSH_PORT + offset)),
                editConfigurationFilePut(SHELL, "sshHost", "127.0.0.1"),
                // The bundles of Pax Exam come from where Maven put them when it built this module.
                editConfigurationFilePut(
                        MAVEN,
                        "org.ops4j.pax.url.mvn.localRepository",
                        System.getProperty("tubepost.repository")),
                editConfigurationFilePut(MAVEN, "org.ops4j.pax.url.mvn.repositories", ""),
                keepRuntimeFolder());
    }

    /** The bundle that a class of the tests comes from. */
    private static Option jar(Class<?> type) {
        return bundle(type.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    /** An offset at which the ports are free, below those that outgoing connections get. */
    private static int freeOffset() throws IOException {
        for (int offset = 12_000; offset < 24_000; offset += 1_100) {
            if (isFree(25 + offset)
                    && isFree(143 + offset)
                    && isFree(389 + offset)
                    && isFree(SSH_PORT + offset)) {
                return offset;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
