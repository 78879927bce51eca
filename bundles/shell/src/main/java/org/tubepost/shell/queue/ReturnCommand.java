// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.EntryChange;

/** Sends entries back: their senders get a notification of failure now. */
@Service
@Command(
        scope = "queue",
        name = "return",
        description = "Sends entries back: their senders get a notification of failure now")
public final class ReturnCommand extends ChangingCommand {

    @Option(name = "--reason", description = "Told to the senders, in ASCII")
    private String reason = "Returned by the administrator";

    @Argument(index = 0, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() {
        return new EntryChange.Return(reason);
    }

    @Override
    String done() {
        return "returned to their senders";
    }
}
