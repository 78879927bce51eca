// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes settings as Declarative Services would: what is given, and the defaults of the rest. */
public final class ComponentSettings {
    private ComponentSettings() {}

    /**
     * Settings of a component property type.
     *
     * @param type the annotation type
     * @param given values by method name; others have their default, which they must have
     */
    public static <T> T of(Class<T> type, Map<String, Object> given) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (given.containsKey(method.getName())) {
                                return given.get(method.getName());
                            }
                            if (method.getDefaultValue() == null) {
                                throw new IllegalStateException(
                                        method.getName() + " has no default");
                            }
                            return method.getDefaultValue();
                        }));
    }
}
