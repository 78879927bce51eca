// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.ShellUtil;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * What the commands share: the service of a room, taken for one execution, and output as a table or
 * JSON. Nothing is decided here.
 */
public abstract class HouseCommand implements Action {

    /** Variable of a session whose value tells whether its user has gone away. */
    public static final String STOPPED = ".tubepost.stopped";

    /** Prints JSON instead of a table. */
    @Option(name = "--json", description = "Print JSON instead of a table")
    protected boolean json;

    @Reference private BundleContext context;

    @Reference private Session session;

    private static final int CTRL_C = 3;

    private boolean interrupted;

    /** Where to print. */
    protected PrintStream out() {
        return session.getConsole();
    }

    /** True when the user does not want the command to go on: Ctrl-C, or a connection closed. */
    protected boolean isStopped() {
        return Thread.currentThread().isInterrupted()
                || session.get(STOPPED) instanceof BooleanSupplier gone && gone.getAsBoolean()
                || wasTyped();
    }

    /**
     * A command that ssh runs on a terminal of the client ({@code ssh -tt}) has no terminal here:
     * Ctrl-C comes as a character, and nobody else reads it.
     */
    private synchronized boolean wasTyped() {
        if (session.getTerminal() != null || session.get("TERM") == null) {
            return false;
        }
        try {
            InputStream typed = session.getKeyboard();
            while (!interrupted && typed.available() > 0) {
                interrupted = typed.read() == CTRL_C;
            }
        } catch (IOException closed) {
            interrupted = true;
        }
        return interrupted;
    }

    /** Who gives the command: the name that was used to log in; empty if nobody did. */
    protected static String user() {
        String name = ShellUtil.getCurrentUserName();
        return name == null ? "" : name;
    }

    /**
     * Asks for a secret at the keyboard.
     *
     * @throws IllegalStateException if nobody is there to type
     */
    protected String secret(String what) throws IOException {
        String typed = null;
        try {
            typed = session.readLine(what + ": ", '*');
        } catch (UnsupportedOperationException nobody) {
            // Not an interactive shell.
        }
        if (typed == null || typed.isEmpty()) {
            throw new IllegalStateException(what + ": nobody typed it; give it in a file");
        }
        return typed;
    }

    /** Prints a table in the wanted form. */
    protected void print(Table table) throws Exception {
        table.print(out(), json);
    }

    /**
     * Runs with the service of a room.
     *
     * @throws IllegalStateException if the room is not running
     */
    protected <S> Object with(Class<S> type, Use<S> use) throws Exception {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (service == null) {
            throw new IllegalStateException(
                    type.getSimpleName() + " is not running; is its bundle started?");
        }
        try {
            return use.run(service);
        } finally {
            context.ungetService(reference);
        }
    }

    /** Does something with every service of a type that is there. */
    protected <S> void forEach(Class<S> type, Consumer<S> use) throws Exception {
        for (ServiceReference<S> reference : context.getServiceReferences(type, null)) {
            S service = context.getService(reference);
            if (service != null) {
                try {
                    use.accept(service);
                } finally {
                    context.ungetService(reference);
                }
            }
        }
    }

    /**
     * What a command does with a service.
     *
     * @param <S> type of the service
     */
    public interface Use<S> {
        /** Runs; the result is printed by Karaf unless it is null. */
        Object run(S service) throws Exception;
    }
}
