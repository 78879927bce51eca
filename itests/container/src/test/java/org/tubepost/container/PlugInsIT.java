// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.queue.JobControl;

/** A plug-in goes and comes back alone: no other bundle stops, starts or is wired anew. */
@RunWith(PaxExam.class)
public class PlugInsIT {
    private static final String BITBUCKET = "org.tubepost.channel.bitbucket";
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    @Rule public final Booted booted = new Booted();

    @Inject private BundleContext context;
    @Inject private JobControl jobs;

    @Test
    public void stoppedChannelIsMissedByTheJobControllerUntilItIsBack() throws Exception {
        Bundle channel = bundle(BITBUCKET);
        Map<Bundle, BundleWiring> before = wirings();
        Others others = new Others(channel);
        context.addBundleListener(others);
        try {
            assertThat(services()).hasSize(1);
            channel.stop();
            assertThat(services()).isEmpty();
            assertThat(isPresent()).isFalse();
            refresh(channel);
            channel.start();
            Waiting.until(AT_MOST, "the service is back", this::isPresent, this::services);
        } finally {
            context.removeBundleListener(others);
            channel.start();
        }
        assertThat(services())
                .singleElement()
                .extracting(ServiceReference::getBundle)
                .isEqualTo(channel);
        assertThat(others.events).isEmpty();
        Map<Bundle, BundleWiring> after = wirings();
        assertThat(after.remove(channel)).isNotEqualTo(before.remove(channel));
        assertThat(after).isEqualTo(before);
    }

    @Test
    public void noBundleIsWiredToAPlugIn() {
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        for (String plugIn :
                List.of(
                        BITBUCKET,
                        "org.tubepost.channel.message.store",
                        "org.tubepost.channel.smtp.client",
                        "org.tubepost.directory.ldap",
                        "org.tubepost.imap",
                        "org.tubepost.partition.files",
                        "org.tubepost.partition.segments",
                        "org.tubepost.pop3",
                        "org.tubepost.smtp")) {
            Bundle bundle = bundle(plugIn);
            assertThat(framework.getDependencyClosure(Set.of(bundle))).containsExactly(bundle);
        }
    }

    private boolean isPresent() {
        return jobs.jobs().stream()
                .filter(job -> job.channel().equals("bitbucket"))
                .findAny()
                .orElseThrow()
                .present();
    }

    private Collection<ServiceReference<Channel>> services() throws InvalidSyntaxException {
        return context.getServiceReferences(Channel.class, "(" + Channel.PROGRAM + "=bitbucket)");
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(Set.of(bundle), event -> done.countDown());
        assertThat(done.await(AT_MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private Map<Bundle, BundleWiring> wirings() {
        Map<Bundle, BundleWiring> wirings = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            wirings.put(bundle, bundle.adapt(BundleWiring.class));
        }
        return wirings;
    }

    /** What happens to every bundle but one. */
    private static final class Others implements SynchronousBundleListener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final Bundle expected;

        Others(Bundle expected) {
            this.expected = expected;
        }

        @Override
        public void bundleChanged(BundleEvent event) {
            if (!event.getBundle().equals(expected)) {
                events.add(event.getBundle() + " event " + event.getType());
            }
        }
    }
}
