// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.QueueView;

/** Keeps entries until they are released. */
@Service
@Command(scope = "queue", name = "hold", description = "Keeps entries until they are released")
public final class HoldCommand extends EntriesCommand {

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
        return view.hold(number, "held by an administrator");
    }
}
