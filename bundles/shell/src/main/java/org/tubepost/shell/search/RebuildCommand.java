// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.search;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.SearchIndex;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.store.OwnerCompleter;

/** Has the search index made again from the store; it goes on in the background. */
@Service
@Command(
        scope = "search",
        name = "rebuild",
        description = "Makes the search index of a user, or of all, again in the background")
public final class RebuildCommand extends HouseCommand {
    @Argument(index = 0, name = "user", description = "Owner, user@domain; all if left out")
    @Completion(OwnerCompleter.class)
    private String owner;

    @Override
    public Object execute() throws Exception {
        return with(
                SearchIndex.class,
                index -> {
                    index.rebuild(Optional.ofNullable(owner));
                    return null;
                });
    }
}
