// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.net.server.MinaNetwork;
import org.tubepost.net.server.Networks;

/** What the dispatcher tells the mail log. */
class RefusalRecordsTest {
    private final List<MailEvent> records = new CopyOnWriteArrayList<>();
    @TempDir Path dir;

    private final MailLog log =
            new MailLog() {
                @Override
                public void record(MailEvent event) {
                    records.add(event);
                }

                @Override
                public void recordLater(Supplier<MailEvent> event) {
                    records.add(event.get());
                }
            };

    private static ListenerDefinition onlyOne() {
        return new ListenerDefinition(
                "SMTP",
                "line",
                "127.0.0.1",
                0,
                TlsMode.NONE,
                1,
                1,
                60,
                1,
                Map.of(),
                new SourceLocation("dispatcher.cnf", 3, 1));
    }

    private static int lineStart(Socket client) throws Exception {
        return client.getInputStream().read();
    }

    @Test
    void refusedConnectionsAreToldToTheMailLog() throws Exception {
        Framework felix =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(Constants.FRAMEWORK_STORAGE, dir.resolve("f").toString()));
        felix.start();
        BundleContext context = felix.getBundleContext();
        context.registerService(MailLog.class, log, null);
        context.registerService(
                Protocol.class,
                new LineProtocol("v1"),
                new Hashtable<>(Map.of(Protocol.NAME, "line")));
        MinaNetwork network = Networks.open();
        Duration second = Duration.ofSeconds(1);
        Dispatcher dispatcher =
                new Dispatcher(
                        context, network, new Waits(second, second, second), Optional.empty());
        try {
            dispatcher.activate(
                    Generation.builder(1, Instant.EPOCH).listeners(List.of(onlyOne())).build());
            InetSocketAddress port =
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), dispatcher.listeners().get(0).port());
            try (Socket one = new Socket(port.getAddress(), port.getPort())) {
                assertThat(lineStart(one)).isEqualTo('2');
                try (Socket two = new Socket(port.getAddress(), port.getPort())) {
                    assertThat(lineStart(two)).isEqualTo('4');
                }
            }
            assertThat(records).hasSize(1);
            assertThat(records.get(0).kind()).isEqualTo(MailEvent.Kind.REFUSED);
            assertThat(records.get(0).source()).isEqualTo("SMTP");
            assertThat(records.get(0).transport()).startsWith("TCP|127.0.0.1|" + port.getPort());
            assertThat(records.get(0).diagnostic()).isEqualTo(Refusal.FULL.reply().toString());
        } finally {
            dispatcher.stop();
            network.close();
            felix.stop();
            felix.waitForStop(5_000);
        }
    }
}
