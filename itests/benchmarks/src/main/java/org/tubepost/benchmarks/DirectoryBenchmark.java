// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.directory.CachedDirectory;

/**
 * Time of a recipient's look-up that the cache answers, among 16,384 recipients in 1,000 domains.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class DirectoryBenchmark {
    private static final int ADDRESSES = 1 << 14;
    private static final int DOMAINS = 1_000;

    private final MailAddress[] addresses = new MailAddress[ADDRESSES];
    private CachedDirectory directory;
    private int next;

    /** Asks for every address once. */
    @Setup
    public void fill() throws DirectoryUnavailableException {
        directory = CachedDirectory.standingAlone(new Everybody());
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = new MailAddress("User" + i, "d" + i % DOMAINS + ".example");
            if (directory.find(addresses[i]).isEmpty()) {
                throw new IllegalStateException(addresses[i] + " is not found");
            }
        }
    }

    /** One look-up. */
    @Benchmark
    public Optional<DirectoryEntry> cached() throws DirectoryUnavailableException {
        next = next + 1 & ADDRESSES - 1;
        return directory.find(addresses[next]);
    }

    /** A back end in which everybody exists. */
    private static final class Everybody implements DirectorySource {
        private static final String BY_MAIL = "(|(mail=";

        @Override
        public List<DirectoryRecord> search(SearchRequest request) {
            String filter = request.filter();
            int mail = filter.indexOf(BY_MAIL);
            if (mail >= 0) {
                int from = mail + BY_MAIL.length();
                return List.of(user(filter.substring(from, filter.indexOf(')', from))));
            }
            int from = filter.indexOf("sunPreferredDomain=") + "sunPreferredDomain=".length();
            String name = filter.substring(from, filter.indexOf(')', from));
            return List.of(
                    new DirectoryRecord(
                            "o=" + name + ",o=tubepost",
                            Map.of("sunPreferredDomain", List.of(name))));
        }

        private static DirectoryRecord user(String mail) {
            return new DirectoryRecord(
                    "uid=" + mail + ",o=tubepost",
                    Map.of(
                            "objectClass",
                            List.of("inetMailUser", "inetLocalMailRecipient"),
                            "uid",
                            List.of(mail.substring(0, mail.indexOf('@'))),
                            "mail",
                            List.of(mail)));
        }

        @Override
        public boolean bind(String dn, byte[] password) {
            return false;
        }

        @Override
        public void add(DirectoryRecord entry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void modify(String dn, Map<String, List<String>> replacements) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean exchange(String dn, List<AttributeChange> changes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String dn) {
            throw new UnsupportedOperationException();
        }
    }
}
