// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.Constants;
import org.tubepost.api.store.MessageStore;
import org.tubepost.testkit.SmallFramework;

/** Behaves as something else does, but for what becomes of the results of its methods. */
final class StandIn {
    private StandIn() {}

    /** What becomes of a result. */
    @FunctionalInterface
    interface Filter {
        Object of(Method method, Object result);
    }

    static <T> T like(Class<T> type, T real, Filter filter) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            try {
                                return filter.of(method, method.invoke(real, arguments));
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        }));
    }

    /** Takes the store's place for those who come from now on. */
    static void register(SmallFramework framework, MessageStore standIn) {
        framework
                .context()
                .registerService(
                        MessageStore.class,
                        standIn,
                        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1)));
    }
}
