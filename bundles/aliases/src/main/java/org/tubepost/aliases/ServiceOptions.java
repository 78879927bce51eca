// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.routing.AliasSource.Target;

/**
 * Delivery options of a user that a channel carries out: {@code autoreply}, and {@code program}
 * with the names of declared commands in {@code mailProgramDeliveryInfo}. The options {@code
 * AUTOREPLY_CHANNEL} and {@code PIPE_CHANNEL} name the channels. An option whose channel is not
 * configured is not in force.
 */
final class ServiceOptions {
    private static final String COMMAND = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    private final Account account;
    private final Question question;

    ServiceOptions(Account account, Question question) {
        this.account = account;
        this.question = question;
    }

    /**
     * Adds a target for each option in force.
     *
     * @param delivered whether the mail is delivered anyway
     * @return whether the mail is delivered by what was added
     */
    boolean add(Targets targets, boolean delivered) {
        List<String> commands = commands();
        commands.forEach(c -> targets.service(target(channel("PIPE_CHANNEL", "pipe"), c, false)));
        String answering = channel("AUTOREPLY_CHANNEL", "autoreply");
        boolean answers = isInForce("autoreply", answering);
        if (answers) {
            targets.service(target(answering, "", delivered || !commands.isEmpty()));
        }
        return answers || !commands.isEmpty();
    }

    private Target.Service target(String channel, String destination, boolean aside) {
        return new Target.Service(account.mail(), channel, destination, aside);
    }

    private List<String> commands() {
        List<String> names = new ArrayList<>();
        if (isInForce("program", channel("PIPE_CHANNEL", "pipe"))) {
            for (String name : account.attributes().all("mailProgramDeliveryInfo")) {
                if (name.matches(COMMAND)) {
                    names.add(name.toLowerCase(Locale.ROOT));
                } else {
                    question.explain(account.dn(), "'" + name + "' is no name of a command", "");
                }
            }
        }
        return names;
    }

    private boolean isInForce(String option, String channel) {
        return account.deliveryOptions().contains(option)
                && generation().channel(channel).isPresent();
    }

    private String channel(String option, String otherwise) {
        return generation().option(option, otherwise).strip().toLowerCase(Locale.ROOT);
    }

    private Generation generation() {
        return question.context().generation();
    }
}
