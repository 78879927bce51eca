// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.jobs;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.JobControl;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.mta.ChannelCompleter;

/** Delivers on a stopped channel again. */
@Service
@Command(scope = "jobs", name = "start", description = "Delivers on a stopped channel again")
public final class StartCommand extends HouseCommand {

    @Argument(index = 0, name = "channel", description = "Name of the channel", required = true)
    @Completion(ChannelCompleter.class)
    private String channel;

    @Override
    public Object execute() throws Exception {
        return with(
                JobControl.class,
                control -> {
                    if (!control.start(channel)) {
                        throw new IllegalArgumentException("there is no channel " + channel);
                    }
                    return null;
                });
    }
}
