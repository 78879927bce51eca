// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * An OSGi framework without bundles, for plug-ins that watch services. The framework itself comes
 * from the test's class path.
 */
public final class SmallFramework implements AutoCloseable {
    private final Framework framework;

    private SmallFramework(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts one.
     *
     * @param cache an empty folder
     */
    public static SmallFramework start(Path cache) throws BundleException {
        Framework framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no framework to start"))
                        .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
        framework.start();
        return new SmallFramework(framework);
    }

    /** The context to hand to a component. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Registers a service. */
    public <T> ServiceRegistration<T> register(
            Class<T> type, T service, Map<String, String> properties) {
        return context().registerService(type, service, new Hashtable<>(properties));
    }

    /** The best service of an interface, which must be there. */
    public <T> T service(Class<T> type) {
        return context().getService(context().getServiceReference(type));
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (BundleException failed) {
            throw new IOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
