// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.EntryChange;

/** Makes held entries ready again. */
@Service
@Command(scope = "queue", name = "release", description = "Makes held entries ready again")
public final class ReleaseCommand extends ChangingCommand {

    @Argument(index = 0, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() {
        return new EntryChange.Release();
    }

    @Override
    String done() {
        return "released";
    }
}
