// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import java.time.Duration;
import org.junit.rules.ExternalResource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * Lets a test begin when Karaf has booted: Pax Exam runs the first test as soon as its own bundles
 * are there, while those of the distribution are still being started. Booted means that the
 * features service says so, is itself past its start, and the framework is at its start level.
 */
final class Booted extends ExternalResource {
    private static final String MARK = "org.apache.karaf.features.BootFinished";
    private static final Duration AT_MOST = Duration.ofSeconds(90);

    @Override
    protected void before() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(Booted.class).getBundleContext();
        Waiting.until(
                AT_MOST,
                "Karaf has booted",
                () -> hasFeatures(context) && level(context) >= wantedLevel(context),
                () -> "start level " + level(context));
    }

    private static boolean hasFeatures(BundleContext context) {
        ServiceReference<?> mark = context.getServiceReference(MARK);
        return mark != null && mark.getBundle().getState() == Bundle.ACTIVE;
    }

    private static int level(BundleContext context) {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkStartLevel.class)
                .getStartLevel();
    }

    private static int wantedLevel(BundleContext context) {
        return Integer.parseInt(context.getProperty(Constants.FRAMEWORK_BEGINNING_STARTLEVEL));
    }
}
