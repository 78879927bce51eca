// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.EntryChange;

/** Deletes entries; nobody is notified. */
@Service
@Command(scope = "queue", name = "delete", description = "Deletes entries; nobody is notified")
public final class DeleteCommand extends ChangingCommand {

    @Argument(index = 0, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() {
        return new EntryChange.Delete("deleted by an administrator");
    }

    @Override
    String done() {
        return "deleted";
    }
}
