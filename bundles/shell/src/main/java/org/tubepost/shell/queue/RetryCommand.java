// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.EntryChange;

/** Makes entries due now. */
@Service
@Command(scope = "queue", name = "retry", description = "Makes entries due now")
public final class RetryCommand extends ChangingCommand {

    @Argument(index = 0, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() {
        return new EntryChange.Retry(Instant.now());
    }

    @Override
    String done() {
        return "due now";
    }
}
