// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Constants;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageStore;
import org.tubepost.testkit.SmallFramework;

/**
 * A store that counts how often a message is opened, and can have something happen in the midst of
 * a command; it is that store in everything else.
 */
final class CountingStore {
    private final MessageStore store;
    private final AtomicInteger opened = new AtomicInteger();
    private final Map<String, Runnable> happenings = new ConcurrentHashMap<>();

    CountingStore(MessageStore store) {
        this.store = store;
    }

    /** Takes the store's place for those who come from now on. */
    void register(SmallFramework framework) {
        MessageStore counting =
                like(
                        MessageStore.class,
                        store,
                        (method, result) ->
                                result instanceof Mailbox mailbox
                                        ? like(Mailbox.class, mailbox, this::counted)
                                        : result);
        framework
                .context()
                .registerService(
                        MessageStore.class,
                        counting,
                        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1)));
    }

    private Object counted(Method method, Object result) {
        if (method.getName().equals("content")) {
            opened.incrementAndGet();
        }
        Runnable happening = happenings.remove(method.getName());
        if (happening != null) {
            happening.run();
        }
        return result;
    }

    /** Happens once, when a command has called a method of its mailbox the next time. */
    void after(String method, Runnable happening) {
        happenings.put(method, happening);
    }

    /** Messages opened so far. */
    int opened() {
        return opened.get();
    }

    /** What becomes of a result. */
    private interface Filter {
        Object of(Method method, Object result);
    }

    private static <T> T like(Class<T> type, T real, Filter filter) {
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
}
