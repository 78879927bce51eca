// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.queue.QueueView;
import org.tubepost.shell.HouseCommand;

/** A command that changes entries one by one and tells which it could not change. */
abstract class EntriesCommand extends HouseCommand {

    abstract List<Long> numbers();

    abstract boolean change(QueueView view, long number) throws Exception;

    @Override
    public Object execute() throws Exception {
        return with(
                QueueView.class,
                view -> {
                    List<Long> unchanged = new ArrayList<>();
                    for (long number : numbers()) {
                        if (!change(view, number)) {
                            unchanged.add(number);
                        }
                    }
                    if (!unchanged.isEmpty()) {
                        throw new IllegalStateException(
                                "not changed, gone or in another state: " + unchanged);
                    }
                    return null;
                });
    }
}
