// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Quantities;
import org.tubepost.shell.mta.ChannelCompleter;

/** A command about the entries that its options select. */
abstract class SelectingCommand extends HouseCommand {

    @Option(name = "--channel", description = "Only this channel; * for any characters")
    @Completion(ChannelCompleter.class)
    private String channel = "";

    @Option(name = "--destination", description = "Only this destination; * for any characters")
    private String destination = "";

    @Option(name = "--sender", description = "Only this envelope sender; * as above, <> for none")
    private String sender = "";

    @Option(name = "--recipient", description = "Only with this recipient; * as above")
    private String recipient = "";

    @Option(name = "--older", description = "Only accepted so long ago: 90s, 15m, 4h, 3d, PT1H30M")
    private String older = "";

    @Option(name = "--younger", description = "Only accepted since then: 90s, 15m, 4h, 3d")
    private String younger = "";

    @Option(name = "--larger", description = "Only of this size at least: 2000, 20k, 5m")
    private String larger = "";

    @Option(name = "--smaller", description = "Only of this size at most: 2000, 20k, 5m")
    private String smaller = "";

    @Option(name = "--state", description = "Only in this state: ready, active or held")
    @Completion(
            value = StringsCompleter.class,
            values = {"ready", "active", "held"})
    private String state = "";

    @Option(name = "--held", description = "The same as --state held")
    private boolean held;

    @Option(name = "--error", description = "Only whose last answer contains this text")
    private String error = "";

    /** What the options select; all entries without any. */
    QueueFilter filter() {
        Instant now = Instant.now();
        return new QueueFilter(
                channel,
                destination,
                sender,
                recipient,
                before(now, "--older", older),
                before(now, "--younger", younger),
                larger.isEmpty() ? 0 : Quantities.octets("--larger", larger),
                smaller.isEmpty() ? 0 : Quantities.octets("--smaller", smaller),
                states(),
                error);
    }

    private static Optional<Instant> before(Instant now, String option, String text) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(now.minus(Quantities.period(option, text)));
    }

    private Set<QueueEntry.State> states() {
        Set<QueueEntry.State> states = EnumSet.noneOf(QueueEntry.State.class);
        if (held) {
            states.add(QueueEntry.State.HELD);
        }
        if (!state.isEmpty()) {
            try {
                states.add(QueueEntry.State.valueOf(state.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "--state " + state + ": there are ready, active and held", unknown);
            }
        }
        return states;
    }
}
