// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.queue.EntryChange;

/** Sends messages to another address in place of their recipients. */
@Service
@Command(
        scope = "queue",
        name = "redirect",
        description = "Sends messages to another address in place of their recipients")
public final class RedirectCommand extends ChangingCommand {

    @Argument(index = 0, name = "address", description = "New recipient", required = true)
    private String address;

    @Argument(index = 1, name = "entries", description = "Numbers of entries", multiValued = true)
    private List<String> numbers;

    @Override
    List<String> numbers() {
        return numbers;
    }

    @Override
    EntryChange change() throws Exception {
        return new EntryChange.Redirect(MailAddress.parse(address));
    }

    @Override
    String done() {
        return "redirected";
    }
}
