// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.jobs;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.JobControl;
import org.tubepost.api.queue.JobControl.ChannelJobs;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the channels as the job controller sees them. */
@Service
@Command(scope = "jobs", name = "list", description = "Lists channels with their jobs and figures")
public final class ListCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                JobControl.class,
                control -> {
                    Table table =
                            new Table(
                                    "channel",
                                    "program",
                                    "state",
                                    "pool",
                                    "limit",
                                    "active",
                                    "waiting",
                                    "delivered",
                                    "deferred",
                                    "failed");
                    for (ChannelJobs jobs : control.jobs()) {
                        table.row(
                                jobs.channel(),
                                jobs.program(),
                                state(jobs),
                                jobs.pool(),
                                jobs.jobLimit(),
                                jobs.active(),
                                jobs.waiting(),
                                jobs.delivered(),
                                jobs.deferred(),
                                jobs.failed());
                    }
                    print(table);
                    return null;
                });
    }

    private static String state(ChannelJobs jobs) {
        return jobs.stopped() ? "stopped" : jobs.present() ? "running" : "no program";
    }
}
