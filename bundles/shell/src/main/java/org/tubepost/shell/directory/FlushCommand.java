// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Directory;
import org.tubepost.shell.HouseCommand;

/** Forgets all cached answers of the directory. */
@Service
@Command(
        scope = "directory",
        name = "flush",
        description = "Forgets all cached answers of the directory")
public final class FlushCommand extends HouseCommand {

    @Override
    public Object execute() throws Exception {
        return with(
                Directory.class,
                directory -> {
                    directory.flush();
                    return null;
                });
    }
}
