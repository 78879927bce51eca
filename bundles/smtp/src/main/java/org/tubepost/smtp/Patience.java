// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

/**
 * Counts what a connection has done against the limits of its channel. When a message has come in
 * on another channel, switched by address, login or TLS, the limits of that one count from then on,
 * against everything counted so far. Used by one thread at a time.
 */
final class Patience {
    private SessionLimits limits;
    private int badCommands;
    private int failedLogins;
    private int recipients;
    private int refusedRecipients;
    private int transactions;

    Patience(SessionLimits limits) {
        this.limits = limits;
    }

    /** The limits of another channel count now. */
    void limits(SessionLimits other) {
        limits = other;
    }

    /** Counts; true when that was one too many. */
    boolean badCommand() {
        return ++badCommands >= limits.badCommands();
    }

    /** Counts; true when that was one too many. */
    boolean failedLogin() {
        return ++failedLogins >= limits.failedLogins();
    }

    void recipient() {
        recipients++;
    }

    /** Counts; true when that was one too many. */
    boolean refusedRecipient() {
        return ++refusedRecipients >= limits.refusedRecipients();
    }

    void transaction() {
        transactions++;
    }

    /** True when no further message is taken; looked at between two messages only. */
    boolean isEnough() {
        return transactions >= limits.transactions() || recipients >= limits.recipients();
    }
}
