// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Figures of the store and its caches with advice, or what a mailbox has, as {@code imcheck}. */
@Service
@Command(
        scope = "store",
        name = "check",
        description =
                "Shows figures of the store and hit rates of its caches, or dumps a mailbox"
                        + " (imcheck)")
public final class CheckCommand extends HouseCommand {
    private static final String USES = "_cache_uses_total";
    private static final String MISSES = "_cache_misses_total";
    private static final String PERCENT = "_cache_hit_percent";
    private static final int ROWS_AT_ONCE = 500;
    private static final int ENOUGH_USES = 1000;

    @Option(name = "--owner", description = "Whose mailbox to dump")
    @Completion(OwnerCompleter.class)
    private String owner;

    @Option(name = "--mailbox", description = "Folder to dump; INBOX if only an owner is given")
    private String mailbox;

    @Override
    public Object execute() throws Exception {
        if (owner != null) {
            return with(MessageStore.class, this::dump);
        }
        if (mailbox != null) {
            throw new IllegalArgumentException("a folder of whom? --owner says it");
        }
        TreeMap<String, Double> readings = new TreeMap<>();
        forEach(
                MeterSource.class,
                source -> {
                    for (Reading reading : source.readings()) {
                        if (isOfStore(reading.name())) {
                            readings.merge(
                                    reading.name() + labels(reading), reading.value(), Double::sum);
                        }
                    }
                });
        Table table = new Table("figure", "value", "advice");
        readings.forEach((name, value) -> table.row(name, number(value), advice(name, value)));
        readings.forEach(
                (name, uses) -> {
                    String cache = name.replace(USES, "");
                    Double misses = readings.get(cache + MISSES);
                    if (name.endsWith(USES) && misses != null) {
                        double percent = uses == 0 ? 100 : 100 * (uses - misses) / uses;
                        String text = uses < ENOUGH_USES ? "too few uses to tell" : advice(percent);
                        table.row(cache + PERCENT, Math.round(percent), text);
                    }
                });
        print(table);
        return with(
                StoreRepair.class,
                repair -> {
                    if (!json) {
                        repair.unsettled().forEach(line -> out().println("unsettled: " + line));
                    }
                    return null;
                });
    }

    private static boolean isOfStore(String name) {
        return name.startsWith("store_")
                || name.startsWith("partition_")
                || name.endsWith(USES)
                || name.endsWith(MISSES)
                || name.endsWith(PERCENT);
    }

    private static String labels(Reading reading) {
        return reading.labels().isEmpty() ? "" : reading.labels().toString();
    }

    private static Number number(double value) {
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }

    private static String advice(String name, double value) {
        return name.contains(PERCENT) ? advice(value) : "";
    }

    /** The seed's rule for a database cache. */
    private static String advice(double percent) {
        if (percent < 95) {
            return "below 95 %: give it more memory";
        }
        return percent > 99 ? "above 99 %: may be larger than needed" : "95 to 99 %: right";
    }

    private Object dump(MessageStore store) throws Exception {
        MailboxName name = new MailboxName(owner, mailbox == null ? MailboxName.INBOX : mailbox);
        Table table = new Table("uid", "modseq", "flags", "received", "saved", "octets", "emailid");
        try (Mailbox opened = store.open(Identity.HOUSE, name, true)) {
            for (int i = 0; i < opened.view().size() && !isStopped(); i++) {
                MessageRecord record = opened.view().get(i);
                table.row(
                        record.uid(),
                        record.modSeq(),
                        String.join(" ", record.flags().names()),
                        record.internalDate(),
                        record.saved(),
                        record.size(),
                        record.emailId());
                if (table.size() == ROWS_AT_ONCE) {
                    table.flush(out(), json);
                }
            }
        }
        print(table);
        return null;
    }
}
