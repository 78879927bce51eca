// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.HouseCommand;

/**
 * Moves a user to another partition while mail flows, and says how far it is; Ctrl-C stops it, and
 * the same command goes on.
 */
@Service
@Command(
        scope = "store",
        name = "move",
        description = "Moves the messages of a user to another partition, while mail flows")
public final class MoveCommand extends HouseCommand {
    private static final long SAY_EVERY_NANOS = 2_000_000_000L;

    @Argument(index = 0, name = "user", description = "Owner, user@domain", required = true)
    @Completion(OwnerCompleter.class)
    private String owner;

    @Argument(index = 1, name = "partition", description = "Where to", required = true)
    private String partition;

    @Option(name = "--quiet", description = "Say only the result")
    private boolean quiet;

    private long said = System.nanoTime();

    @Override
    public Object execute() throws Exception {
        return with(
                MessageStore.class,
                store -> {
                    MessageStore.Move move =
                            store.move(Identity.HOUSE, owner, partition, this::goOn);
                    out().println(
                                    owner
                                            + " is on partition "
                                            + partition
                                            + ": "
                                            + move.messages()
                                            + " messages with "
                                            + move.octets()
                                            + " octets moved");
                    if (move.left() > 0) {
                        throw new IllegalStateException(
                                move.left()
                                        + " messages are on other partitions; the command goes on"
                                        + " where it ended, and the log names what cannot be read");
                    }
                    return null;
                });
    }

    private boolean goOn(MessageStore.Move move) {
        if (!quiet && System.nanoTime() - said >= SAY_EVERY_NANOS) {
            said = System.nanoTime();
            out().println(move.messages() + " messages moved, " + move.left() + " left");
            out().flush();
        }
        return !isStopped();
    }
}
