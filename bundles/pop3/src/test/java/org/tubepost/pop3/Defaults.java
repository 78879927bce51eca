// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings as the container would make them. */
public final class Defaults {
    private Defaults() {}

    /** The annotation's own defaults, except where a test says otherwise. */
    public static <T> T of(Class<T> settings, Map<String, ?> overrides) {
        return settings.cast(
                Proxy.newProxyInstance(
                        settings.getClassLoader(),
                        new Class<?>[] {settings},
                        (proxy, method, arguments) ->
                                overrides.containsKey(method.getName())
                                        ? overrides.get(method.getName())
                                        : method.getDefaultValue()));
    }
}
