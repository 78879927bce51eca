// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.EntryChange;

/** Keeps entries until they are released. */
@Service
@Command(scope = "queue", name = "hold", description = "Keeps entries until they are released")
public final class HoldCommand extends ChangingCommand {

    @Option(name = "--reason", description = "Shown with the entries")
    private String reason = "no reason given";

    @Argument(index = 0, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() {
        return new EntryChange.Hold("held by an administrator: " + reason);
    }

    @Override
    String done() {
        return "held";
    }
}
