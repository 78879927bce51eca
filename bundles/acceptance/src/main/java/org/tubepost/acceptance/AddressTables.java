// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.config.Database;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;

/**
 * The tables that replace addresses (reference page mta-essentials, "Probes"): REVERSE for senders
 * and header addresses, asked with {@code source|destination|address}, and FORWARD for recipients,
 * asked with the address. A database of the same name stands before each table. An entry of a table
 * counts if it sets {@code $Y}. Used by one thread at a time, for one transaction.
 */
final class AddressTables {
    private final Circumstances circumstances;
    private final Map<String, MailAddress> reversed = new HashMap<>();

    AddressTables(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    /**
     * What a recipient became.
     *
     * @param address address to use instead
     * @param last no table is asked about it any more
     * @param hold copies wait until they are released
     */
    record Forwarded(MailAddress address, boolean last, boolean hold) {}

    /** True if something may be found for copies that go to a channel. */
    boolean reverse(String destination) {
        RuleBook.Page rules = circumstances.rules();
        return rules.reverse()
                && rules.destination(destination).reverses()
                && (rules.reverseTable() || circumstances.rooms().offersTable("REVERSE"));
    }

    /** The public form of an address; the address itself if there is none. */
    MailAddress reversed(String source, String destination, MailAddress address)
            throws AwayException {
        String probe = source + "|" + destination + "|" + address;
        MailAddress known = reversed.get(probe);
        if (known == null) {
            known = lookedUp(probe, address);
            reversed.put(probe, known);
        }
        return known;
    }

    private MailAddress lookedUp(String probe, MailAddress address) throws AwayException {
        Optional<MailAddress> stored = stored("reverse", address);
        if (stored.isPresent()) {
            return stored.get();
        }
        Optional<MappingTable.Result> result =
                ask("REVERSE", probe).filter(r -> r.has('Y') && !r.has('N'));
        Optional<MailAddress> mapped = result.flatMap(r -> parsed("REVERSE", r.text()));
        if (mapped.isPresent() && result.get().has('D')) {
            return stored("reverse", mapped.get()).orElse(mapped.get());
        }
        return mapped.orElse(address);
    }

    /** What a recipient is replaced with; empty if nothing is said about it. */
    Optional<Forwarded> forward(MailAddress address) throws AwayException {
        if (!circumstances.rules().forwardTable()
                && !circumstances.rooms().offersTable("FORWARD")) {
            return Optional.empty();
        }
        Optional<MailAddress> stored = stored("forward", address);
        if (stored.isPresent()) {
            return stored.map(a -> new Forwarded(a, false, false));
        }
        Optional<MappingTable.Result> result = ask("FORWARD", address.toString());
        boolean hold = result.filter(r -> r.has('I')).isPresent();
        boolean last = result.filter(r -> r.has('H')).isPresent();
        MailAddress mapped =
                result.filter(r -> r.has('Y') && !r.has('N'))
                        .flatMap(r -> parsed("FORWARD", r.text()))
                        .orElse(address);
        return mapped.equals(address) && !hold
                ? Optional.empty()
                : Optional.of(new Forwarded(mapped, last, hold));
    }

    private Optional<MailAddress> stored(String name, MailAddress address) {
        Database database = circumstances.generation().database(name);
        Optional<String> value =
                database.size() == 0 ? Optional.empty() : database.find(address.toString());
        value.ifPresent(v -> circumstances.step(() -> "database " + name + " " + address, () -> v));
        return value.flatMap(v -> parsed("database " + name, v));
    }

    private Optional<MappingTable.Result> ask(String table, String probe) throws AwayException {
        try (Lease<MappingTables> tables = circumstances.rooms().tables()) {
            return tables.service()
                    .probe(
                            circumstances.generation(),
                            table,
                            new Probe(probe, "", circumstances.rehearsal(), circumstances.trace()));
        } catch (UncheckedIOException unknown) {
            circumstances.step(() -> table + " " + probe, unknown::getMessage);
            throw AwayException.unanswered(table);
        }
    }

    private Optional<MailAddress> parsed(String where, String text) {
        try {
            return Optional.of(MailAddress.parse(text.strip()));
        } catch (AddressSyntaxException broken) {
            circumstances.step(
                    () -> where, () -> "'" + text + "' is no address: " + broken.getMessage());
            return Optional.empty();
        }
    }
}
