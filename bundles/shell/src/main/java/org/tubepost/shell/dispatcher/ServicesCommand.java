// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.dispatcher;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.protocol.DispatcherControl;
import org.tubepost.api.protocol.DispatcherControl.ListenerStatus;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the listening ports. */
@Service
@Command(
        scope = "dispatcher",
        name = "services",
        description = "Lists listening ports with their connections")
public final class ServicesCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                DispatcherControl.class,
                control -> {
                    Table table =
                            new Table(
                                    "service",
                                    "protocol",
                                    "port",
                                    "tls",
                                    "state",
                                    "open",
                                    "parked",
                                    "accepted",
                                    "refused");
                    for (ListenerStatus status : control.listeners()) {
                        table.row(
                                status.definition().service(),
                                status.definition().protocol(),
                                status.port() == 0 ? status.definition().port() : status.port(),
                                status.definition().tls(),
                                state(status),
                                status.open(),
                                status.parked(),
                                status.accepted(),
                                status.refused());
                    }
                    print(table);
                    return null;
                });
    }

    private static String state(ListenerStatus status) {
        if (!status.problem().isEmpty()) {
            return status.problem();
        }
        return status.present() ? "ready" : "waits for its protocol";
    }
}
