// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Runs commands without Karaf: options and arguments are set by their names, services are what the
 * test gives, and what is printed is kept.
 */
public final class Bench {
    private final Map<String, Object> services = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();
    private InputStream typed = InputStream.nullInputStream();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /** What is typed while a command runs. */
    public Bench typing(InputStream keys) {
        typed = keys;
        return this;
    }

    /** Offers a service. */
    public <S> Bench with(Class<S> type, S service) {
        services.put(type.getName(), service);
        return this;
    }

    /** Sets a variable of the session. */
    public Bench put(String name, Object value) {
        variables.put(name, value);
        return this;
    }

    /**
     * Runs a command.
     *
     * @param settings names of options or arguments, each followed by its value
     * @return what it printed
     */
    public String run(HouseCommand command, Object... settings) throws Exception {
        printed.reset();
        set(command, "context", proxy(BundleContext.class, this::context));
        set(command, "session", proxy(Session.class, this::session));
        for (int i = 0; i < settings.length; i += 2) {
            set(command, (String) settings[i], settings[i + 1]);
        }
        command.execute();
        return printed();
    }

    /** What the last command printed, though it failed. */
    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Object context(Object self, java.lang.reflect.Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getServiceReference" -> {
                Object service = services.get(((Class<?>) arguments[0]).getName());
                yield service == null
                        ? null
                        : proxy(
                                ServiceReference.class,
                                (s, m, a) -> m.getName().equals("getProperty") ? service : null);
            }
            case "getService" -> ((ServiceReference<?>) arguments[0]).getProperty("");
            default -> true;
        };
    }

    private Object session(Object self, java.lang.reflect.Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getConsole" -> console;
            case "getKeyboard" -> typed;
            case "get" -> variables.get((String) arguments[0]);
            default -> null;
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        Bench.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static void set(Object command, String name, Object value) throws Exception {
        for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                Argument argument = field.getAnnotation(Argument.class);
                if (field.getName().equals(name)
                        || option != null && option.name().equals(name)
                        || argument != null && argument.name().equals(name)) {
                    field.setAccessible(true);
                    field.set(command, value);
                    return;
                }
            }
        }
        throw new IllegalArgumentException("no option nor argument " + name);
    }
}
