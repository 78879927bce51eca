// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.QueueView;

/** Deletes entries; nobody is notified. */
@Service
@Command(scope = "queue", name = "delete", description = "Deletes entries; nobody is notified")
public final class DeleteCommand extends EntriesCommand {

    @Argument(
            index = 0,
            name = "entries",
            description = "Numbers of entries",
            required = true,
            multiValued = true)
    private List<Long> numbers;

    @Override
    List<Long> numbers() {
        return numbers;
    }

    @Override
    boolean change(QueueView view, long number) throws Exception {
        return view.delete(number, "deleted by an administrator");
    }
}
