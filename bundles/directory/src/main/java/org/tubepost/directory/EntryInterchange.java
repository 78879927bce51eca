// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Interchange;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.directory.interchange.CsvReader;
import org.tubepost.directory.interchange.LdifReader;
import org.tubepost.directory.interchange.MalformedTextException;
import org.tubepost.directory.interchange.RecordReader;
import org.tubepost.directory.interchange.TextRecord;

/**
 * Imports by some threads at once: new users that share no name and no address are added side by
 * side, everything else waits for what stands before it.
 */
final class EntryInterchange implements Interchange {
    private static final Logger LOG = LoggerFactory.getLogger(Administration.class);
    private static final int AT_ONCE = 64;
    private static final int THREADS = 8;

    private final StandardProvisioning provisioning;
    private final CachedDirectory directory;
    private final Authority authority;

    EntryInterchange(StandardProvisioning provisioning, Authority authority) {
        this.provisioning = provisioning;
        this.directory = provisioning.directory();
        this.authority = authority;
    }

    @Override
    public long exportTo(OutputStream out, Format format, String domain, Administrator who)
            throws ProvisioningException, DirectoryUnavailableException, IOException {
        return new EntryExport(provisioning, authority, who).write(out, format, domain);
    }

    @Override
    public Progress importFrom(
            InputStream in, ImportOptions options, Administrator who, Listener listener)
            throws ProvisioningException, DirectoryUnavailableException, IOException {
        RecordReader reader =
                options.format() == Format.LDIF ? new LdifReader(in) : new CsvReader(in);
        ImportStep step = new ImportStep(provisioning, authority, who, options);
        ExecutorService workers =
                Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "directory-import"));
        Batch batch = new Batch(step, options, listener, workers);
        try {
            while (batch.goesOn()) {
                try {
                    Optional<TextRecord> record = reader.next();
                    if (record.isEmpty()) {
                        break;
                    }
                    take(batch, record.get());
                } catch (MalformedTextException malformed) {
                    batch.apply();
                    batch.refuse(malformed.line(), malformed.column(), malformed.getMessage());
                }
            }
            batch.apply();
        } finally {
            workers.shutdownNow();
            directory.flush();
            if (!options.dryRun()) {
                // What was written stays, also when the text was not read to its end.
                LOG.info("{} imported: {}", who.name(), batch.progress());
            }
        }
        return batch.progress();
    }

    private void take(Batch batch, TextRecord record) throws DirectoryUnavailableException {
        TextRecord known;
        try {
            known = known(record);
        } catch (ProvisioningException refused) {
            TextRecord.Change where = record.whereIs(refused.attribute());
            batch.apply();
            batch.refuse(where.line(), where.column(), refused.getMessage());
            return;
        }
        batch.take(known);
    }

    private TextRecord known(TextRecord record) throws ProvisioningException {
        AttributeDescriptions descriptions = new AttributeDescriptions(directory.sources().names());
        List<TextRecord.Change> changes = new ArrayList<>();
        for (TextRecord.Change each : record.changes()) {
            changes.add(
                    new TextRecord.Change(
                            each.line(), each.column(), descriptions.known(each.change())));
        }
        return new TextRecord(record.line(), record.dn(), record.action(), changes);
    }

    /** Records that may be applied side by side, and the count of all. */
    private final class Batch {
        private final ImportStep step;
        private final ImportOptions options;
        private final Listener listener;
        private final ExecutorService workers;
        private final List<TextRecord> waiting = new ArrayList<>();
        private final Set<String> claimed = new HashSet<>();
        private Progress progress = new Progress(0, 0, 0, 0);
        private boolean stopped;

        Batch(ImportStep step, ImportOptions options, Listener listener, ExecutorService workers) {
            this.step = step;
            this.options = options;
            this.listener = listener;
            this.workers = workers;
        }

        Progress progress() {
            return progress;
        }

        boolean goesOn() {
            return !stopped;
        }

        void take(TextRecord record) throws DirectoryUnavailableException {
            Set<String> claims = claims(record);
            boolean alone = record.action() != TextRecord.Action.ADD || !isUser(record);
            if (alone || waiting.size() == AT_ONCE || claims.stream().anyMatch(claimed::contains)) {
                apply();
            }
            if (stopped) {
                return;
            }
            waiting.add(record);
            claimed.addAll(claims);
            if (alone) {
                apply();
            }
        }

        private boolean isUser(TextRecord record) {
            return options.format() == Format.CSV
                    || record.changes().stream()
                            .filter(c -> c.change().attribute().equalsIgnoreCase("objectClass"))
                            .flatMap(c -> c.change().values().stream())
                            .anyMatch("inetMailUser"::equalsIgnoreCase);
        }

        /** Names and addresses that only one entry can have. */
        private Set<String> claims(TextRecord record) {
            Set<String> claims = new HashSet<>();
            claims.add(DistinguishedName.key(record.dn()));
            claims.remove("");
            for (TextRecord.Change each : record.changes()) {
                String attribute = each.change().attribute().toLowerCase(Locale.ROOT);
                if (attribute.equals("uid")
                        || attribute.startsWith("mail") && attribute.endsWith("address")
                        || attribute.equals("mail")) {
                    for (String value : each.change().values()) {
                        // An alias of a domain is the same domain: only the local part counts.
                        int at = value.lastIndexOf('@');
                        claims.add(
                                (at < 0 ? value : value.substring(0, at)).toLowerCase(Locale.ROOT));
                    }
                }
            }
            return claims;
        }

        /** Applies what waits, and tells how it went, in the order of the text. */
        void apply() throws DirectoryUnavailableException {
            if (waiting.isEmpty() || stopped) {
                return;
            }
            step.forgetPackages();
            List<Future<ImportStep.Result>> results = new ArrayList<>();
            for (TextRecord record : waiting) {
                results.add(workers.submit(() -> step.apply(record)));
            }
            Optional<DirectoryUnavailableException> away = Optional.empty();
            for (int i = 0; i < results.size(); i++) {
                try {
                    account(waiting.get(i), results.get(i));
                } catch (DirectoryUnavailableException unavailable) {
                    // Others that run beside it may have been written, and count.
                    away = away.or(() -> Optional.of(unavailable));
                }
            }
            waiting.clear();
            claimed.clear();
            directory.flush();
            if (away.isPresent()) {
                throw away.get();
            }
            stopped |= !listener.goOn(progress);
        }

        private void account(TextRecord record, Future<ImportStep.Result> result)
                throws DirectoryUnavailableException {
            try {
                progress =
                        switch (result.get()) {
                            case ADDED -> plus(1, 0, 0, 0);
                            case CHANGED -> plus(0, 1, 0, 0);
                            case UNCHANGED -> plus(0, 0, 1, 0);
                        };
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new DirectoryUnavailableException("interrupted", stop);
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof ProvisioningException refused) {
                    TextRecord.Change where = record.whereIs(refused.attribute());
                    refuse(where.line(), where.column(), refused.getMessage());
                } else if (failed.getCause() instanceof DirectoryUnavailableException away) {
                    throw away;
                } else {
                    throw new IllegalStateException(failed.getCause());
                }
            }
        }

        private Progress plus(long added, long changed, long unchanged, long refused) {
            return new Progress(
                    progress.added() + added,
                    progress.changed() + changed,
                    progress.unchanged() + unchanged,
                    progress.refused() + refused);
        }

        void refuse(long line, long column, String reason) {
            progress = plus(0, 0, 0, 1);
            listener.refused(line, column, reason);
            stopped |= !options.goOn();
        }
    }
}
