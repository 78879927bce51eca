// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;
import org.tubepost.shell.Quantities;
import org.tubepost.shell.Table;

/**
 * A command that changes entries, given by number or by filter. Many changes are under way at once,
 * so that they share the waiting for the disk. What was changed before a stop stays changed.
 */
abstract class ChangingCommand extends SelectingCommand {

    @Option(name = "--all", description = "All entries of the queue; needed without any filter")
    private boolean all;

    /** Nobody takes what is printed any more: an ssh connection was closed. */
    private boolean unheard;

    /** Numbers as given; may be null or empty. */
    abstract List<String> numbers();

    abstract EntryChange change() throws Exception;

    /** What was done, for a sentence: held, released. */
    abstract String done();

    @Override
    public Object execute() throws Exception {
        List<Long> numbers =
                numbers() == null ? List.of() : numbers().stream().map(Quantities::entry).toList();
        QueueFilter filter = filter();
        if (!numbers.isEmpty() && (all || !filter.isAll())) {
            throw new IllegalArgumentException("give numbers of entries or filters, not both");
        }
        if (numbers.isEmpty() && !all && filter.isAll()) {
            throw new IllegalArgumentException(
                    "give numbers of entries, a filter such as --destination, or --all");
        }
        EntryChange change = change();
        return with(
                QueueAdministration.class,
                queue -> {
                    Bulk bulk = new Bulk(queue, change, user(), this::progress);
                    if (numbers.isEmpty()) {
                        changeSelected(queue, filter, bulk);
                    } else {
                        changeEach(numbers, bulk);
                    }
                    bulk.await();
                    report(bulk, !numbers.isEmpty());
                    return null;
                });
    }

    private void changeSelected(QueueAdministration queue, QueueFilter filter, Bulk bulk)
            throws Exception {
        try (Stream<QueueEntry> entries = queue.select(filter, 0)) {
            Iterator<QueueEntry> each = entries.iterator();
            while (!isStopped() && each.hasNext()) {
                bulk.change(each.next().number());
            }
        }
    }

    private void changeEach(List<Long> numbers, Bulk bulk) throws Exception {
        for (long number : numbers) {
            if (!isStopped()) {
                bulk.change(number);
            }
        }
    }

    @Override
    protected boolean isStopped() {
        return unheard || super.isStopped();
    }

    private void progress(long changed) {
        if (!json) {
            out().println("… " + changed + " entries " + done());
            unheard = out().checkError();
        }
    }

    private void report(Bulk bulk, boolean byNumber) {
        if (json) {
            Table table = new Table("changed", "unchanged", "stopped");
            table.row(bulk.changed(), bulk.unchanged(), isStopped());
            table.print(out(), true);
        } else {
            long changed = bulk.changed();
            out().println(changed + (changed == 1 ? " entry " : " entries ") + done());
        }
        if (isStopped()) {
            throw new IllegalStateException("stopped before the end");
        }
        if (bulk.unchanged() > 0 && byNumber) {
            throw new IllegalStateException(
                    "not changed, gone or in another state: " + bulk.examples());
        }
        if (bulk.unchanged() > 0 && !json) {
            out().println(bulk.unchanged() + " in another state left as they are");
        }
    }
}
