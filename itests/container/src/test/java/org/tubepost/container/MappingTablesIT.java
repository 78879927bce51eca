// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.inject.Inject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;

/** A table that a bundle offers stands before the table of the file as long as it is there. */
@RunWith(PaxExam.class)
public class MappingTablesIT {
    private static final Reply OF_THE_FILE = Reply.of(550, "5.7.1", "Relaying not permitted");

    @Rule public final Booted booted = new Booted();

    @Inject private BundleContext context;
    @Inject private AccessPolicy policy;
    @Inject private Configuration configuration;

    @Test
    public void tableOfABundleIsAskedAtOnceAndTheFileAnswersWhenItIsGone() {
        assertThat(relay()).contains(OF_THE_FILE);
        Recorded later = new Recorded(new MappingTable.Result("450|4.7.1|not today", "N"));
        ServiceRegistration<MappingTable> offered = offer("ORIG_SEND_ACCESS", later);
        try {
            assertThat(relay()).contains(Reply.of(450, "4.7.1", "not today"));
            assertThat(later.probes)
                    .containsExactly("tcp_local|a@outside.example|tcp_local|b@elsewhere.example");
        } finally {
            offered.unregister();
        }
        assertThat(relay()).contains(OF_THE_FILE);
        assertThat(later.probes).hasSize(1);
    }

    @Test
    public void tableOfABundlePermitsWhatTheFileRefuses() {
        ServiceRegistration<MappingTable> offered =
                offer("ORIG_SEND_ACCESS", new Recorded(new MappingTable.Result("", "Y")));
        try {
            assertThat(relay()).isEmpty();
        } finally {
            offered.unregister();
        }
        assertThat(relay()).contains(OF_THE_FILE);
    }

    @Test
    public void tableWithAnotherNameIsNotAsked() {
        Recorded other = new Recorded(new MappingTable.Result("", "Y"));
        ServiceRegistration<MappingTable> offered = offer("X_CONTAINER_TEST", other);
        try {
            assertThat(relay()).contains(OF_THE_FILE);
            assertThat(other.probes).isEmpty();
        } finally {
            offered.unregister();
        }
    }

    private Optional<Reply> relay() {
        AccessRequest request =
                new AccessRequest(
                        configuration.current(),
                        Origin.internal("tcp_local", Instant.EPOCH, ""),
                        ReversePath.of(new MailAddress("a", "outside.example")),
                        false,
                        Trace.OFF);
        return policy.recipient(request, Point.ORIGINAL, "tcp_local", "b@elsewhere.example")
                .refusal();
    }

    private ServiceRegistration<MappingTable> offer(String name, MappingTable table) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MappingTable.NAME, name);
        return context.registerService(MappingTable.class, table, properties);
    }

    /** Answers every probe alike and remembers it. */
    private static final class Recorded implements MappingTable {
        private final List<String> probes = new CopyOnWriteArrayList<>();
        private final Result answer;

        Recorded(Result answer) {
            this.answer = answer;
        }

        @Override
        public Optional<Result> probe(Probe probe) {
            probes.add(probe.input());
            return Optional.of(answer);
        }
    }
}
