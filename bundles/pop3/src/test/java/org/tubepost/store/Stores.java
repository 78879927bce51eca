// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.tubepost.pop3.Defaults;

/** The real store without a container. */
public final class Stores {
    private Stores() {}

    /** Opens the store, which registers itself; gives what closes it. */
    public static AutoCloseable open(BundleContext context, Path directory) throws IOException {
        StoreSettings settings =
                Defaults.of(
                        StoreSettings.class,
                        Map.of("directory", directory.toString(), "quotaEnforcement", false));
        return new StoreComponent(context, settings)::deactivate;
    }
}
