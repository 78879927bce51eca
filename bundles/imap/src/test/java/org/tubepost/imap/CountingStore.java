// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
        StandIn.register(
                framework,
                StandIn.like(
                        MessageStore.class,
                        store,
                        (method, result) ->
                                happened(
                                        method,
                                        result instanceof Mailbox mailbox
                                                ? StandIn.like(
                                                        Mailbox.class, mailbox, this::counted)
                                                : result)));
    }

    private Object counted(Method method, Object result) {
        if (method.getName().equals("content")) {
            opened.incrementAndGet();
        }
        return happened(method, result);
    }

    private Object happened(Method method, Object result) {
        Runnable happening = happenings.remove(method.getName());
        if (happening != null) {
            happening.run();
        }
        return result;
    }

    /** Happens once, when a command has called a method of the store or its mailbox next. */
    void after(String method, Runnable happening) {
        happenings.put(method, happening);
    }

    /** Messages opened so far. */
    int opened() {
        return opened.get();
    }
}
