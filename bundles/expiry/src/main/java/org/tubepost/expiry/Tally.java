// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tubepost.api.store.ExpiryMonitor;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.MailboxName;

/** What a run has done so far, and whether it goes on. Used by one thread. */
final class Tally {
    private static final int MOST_PROBLEMS = 100;

    private final ExpiryMonitor monitor;
    private final BooleanSupplier closing;
    private final List<String> problems = new ArrayList<>();
    private String where = "";
    private long folders;
    private long messages;
    private long octetsLookedAt;
    private long discarded;
    private long octets;
    private long filed;
    private long archived;
    private long reported;
    private boolean stopped;

    Tally(ExpiryMonitor monitor, BooleanSupplier closing) {
        this.monitor = monitor;
        this.closing = closing;
    }

    /** A folder that a rule is about; what is looked at now is in it. */
    void folder(MailboxName name) {
        folders++;
        where = name.toString();
    }

    /** A message was looked at. */
    void looked(long size) {
        messages++;
        octetsLookedAt += size;
        monitor.at(where, messages, octetsLookedAt);
    }

    /** A rule applies to a message. */
    void found(MailboxName name, long uidValidity, long uid, Rule rule) {
        monitor.found(name, uidValidity, uid, rule.name(), rule.action().toString());
    }

    void discarded(long number, long size) {
        discarded += number;
        octets += size;
    }

    void archived(long number) {
        archived += number;
    }

    void filed(long number) {
        filed += number;
    }

    void reported(long number) {
        reported += number;
    }

    void problem(String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(text);
        } else if (problems.size() == MOST_PROBLEMS) {
            problems.add("and more that are not told");
        }
    }

    /** True when the run is to end. */
    boolean isStopped() {
        stopped = stopped || closing.getAsBoolean() || monitor.isStopped();
        return stopped;
    }

    ExpiryReport report() {
        return new ExpiryReport(
                folders, messages, discarded, octets, filed, archived, reported, stopped, problems);
    }
}
