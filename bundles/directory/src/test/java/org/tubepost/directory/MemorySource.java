// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRefusedException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * Entries in memory, searched with filters of {@code & | ! =} as a server would; counts questions.
 */
final class MemorySource implements DirectorySource {
    private final Map<String, DirectoryRecord> entries = new LinkedHashMap<>();
    private final List<SearchRequest> searches = new ArrayList<>();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private boolean away;
    private String refused = "\0";
    private String awaited = "";
    private Runnable then = () -> {};
    private CountDownLatch arrived = new CountDownLatch(0);
    private CountDownLatch gate = new CountDownLatch(0);

    synchronized void away(boolean now) {
        away = now;
    }

    /** Searches with this attribute in their filter are refused from now on. */
    synchronized void refuse(String attribute) {
        refused = attribute;
    }

    /** Searches stop until the gate is opened; tells by another latch that one has come. */
    synchronized void stopSearches(CountDownLatch come, CountDownLatch open) {
        arrived = come;
        gate = open;
    }

    /** Something that happens once, when a search with this filter has been answered. */
    synchronized void afterSearch(String filter, Runnable happens) {
        awaited = filter;
        then = happens;
    }

    synchronized List<SearchRequest> searches() {
        return List.copyOf(searches);
    }

    synchronized void forgetSearches() {
        searches.clear();
    }

    MemorySource put(String dn, String... attributes) {
        Map<String, List<String>> values = new HashMap<>();
        for (String attribute : attributes) {
            String[] parts = attribute.split("=", 2);
            values.computeIfAbsent(parts[0], n -> new ArrayList<>()).add(parts[1]);
        }
        entries.put(key(dn), new DirectoryRecord(dn, values));
        return this;
    }

    MemorySource domain(String name, String... attributes) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "objectClass=sunManagedOrganization",
                                "sunPreferredDomain=" + name));
        all.addAll(List.of(attributes));
        return put("o=" + name + ",o=tubepost", all.toArray(String[]::new));
    }

    MemorySource user(String uid, String domain, String... attributes) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "objectClass=inetMailUser",
                                "objectClass=inetLocalMailRecipient",
                                "uid=" + uid,
                                "mail=" + uid + "@" + domain));
        all.addAll(List.of(attributes));
        return put(dn(uid, domain), all.toArray(String[]::new));
    }

    static String dn(String uid, String domain) {
        return "uid=" + uid + ",ou=People,o=" + domain + ",o=tubepost";
    }

    private static String key(String dn) {
        return dn.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<DirectoryRecord> search(SearchRequest request)
            throws DirectoryUnavailableException {
        CountDownLatch come;
        CountDownLatch open;
        synchronized (this) {
            if (away) {
                throw new DirectoryUnavailableException("away", null);
            }
            if (request.filter().contains(refused)) {
                throw new SearchRefusedException("ADMIN_LIMIT_EXCEEDED", null);
            }
            searches.add(request);
            come = arrived;
            open = gate;
        }
        List<DirectoryRecord> found = found(request);
        synchronized (this) {
            if (request.filter().equals(awaited)) {
                awaited = "";
                then.run();
            }
        }
        come.countDown();
        try {
            open.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return found;
    }

    private synchronized List<DirectoryRecord> found(SearchRequest request) {
        String base = key(request.baseDn());
        return entries.entrySet().stream()
                .filter(e -> inScope(e.getKey(), base, request.scope()))
                .filter(e -> new Filter(request.filter(), e.getValue()).matches())
                .map(Map.Entry::getValue)
                .limit(request.sizeLimit() == 0 ? Long.MAX_VALUE : request.sizeLimit())
                .toList();
    }

    private static boolean inScope(String dn, String base, Scope scope) {
        return switch (scope) {
            case BASE -> dn.equals(base);
            case ONE_LEVEL -> key(DistinguishedName.parent(dn)).equals(base);
            case SUBTREE -> dn.equals(base) || dn.endsWith("," + base);
        };
    }

    @Override
    public boolean bind(String dn, byte[] password) {
        DirectoryRecord entry = entries.get(key(dn));
        return entry != null
                && entry.all("userPassword").contains(new String(password, StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void add(DirectoryRecord entry) throws ProvisioningException {
        if (entries.putIfAbsent(key(entry.dn()), entry) != null) {
            throw new ProvisioningException("exists");
        }
    }

    @Override
    public synchronized void modify(String dn, Map<String, List<String>> replacements) {
        Map<String, List<String>> values = new HashMap<>(entries.get(key(dn)).values());
        replacements.forEach((name, list) -> values.put(name.toLowerCase(Locale.ROOT), list));
        entries.put(key(dn), new DirectoryRecord(dn, values));
    }

    /** Something that another host does right before the next exchange. */
    void meanwhile(Runnable other) {
        meanwhile.set(other);
    }

    @Override
    public synchronized boolean exchange(String dn, List<AttributeChange> changes) {
        meanwhile.getAndSet(() -> {}).run();
        DirectoryRecord before = entries.get(key(dn));
        Map<String, List<String>> after = new HashMap<>();
        for (AttributeChange change : changes) {
            String name = change.attribute().toLowerCase(Locale.ROOT);
            List<String> values =
                    new ArrayList<>(after.getOrDefault(name, before.all(change.attribute())));
            for (String value : change.values()) {
                switch (change.operation()) {
                    case ADD -> {
                        if (values.contains(value)) {
                            return false;
                        }
                        values.add(value);
                    }
                    case REMOVE -> {
                        if (!values.remove(value)) {
                            return false;
                        }
                    }
                    case REPLACE -> values = new ArrayList<>(change.values());
                }
            }
            after.put(name, values);
        }
        modify(dn, after);
        return true;
    }

    @Override
    public synchronized void delete(String dn) {
        entries.remove(key(dn));
    }

    /** One filter and one entry (RFC 4515, as far as this room uses it). */
    private static final class Filter {
        private final String text;
        private final DirectoryRecord entry;
        private int at;

        Filter(String text, DirectoryRecord entry) {
            this.text = text;
            this.entry = entry;
        }

        boolean matches() {
            boolean result = one();
            if (at != text.length()) {
                throw new IllegalArgumentException("filter " + text + " at " + at);
            }
            return result;
        }

        private boolean one() {
            expect('(');
            char kind = text.charAt(at);
            boolean result;
            if (kind == '&' || kind == '|') {
                at++;
                result = kind == '&';
                while (text.charAt(at) == '(') {
                    boolean part = one();
                    result = kind == '&' ? result & part : result | part;
                }
            } else if (kind == '!') {
                at++;
                result = !one();
            } else {
                int end = text.indexOf(')', at);
                String[] parts = text.substring(at, end).split("=", 2);
                at = end;
                result =
                        parts[1].equals("*")
                                ? !entry.all(parts[0]).isEmpty()
                                : entry.all(parts[0]).stream()
                                        .anyMatch(unescaped(parts[1])::equalsIgnoreCase);
            }
            expect(')');
            return result;
        }

        private void expect(char wanted) {
            if (text.charAt(at++) != wanted) {
                throw new IllegalArgumentException("filter " + text + " at " + at);
            }
        }

        private static String unescaped(String value) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            byte[] all = value.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < all.length; i++) {
                if (all[i] == '*') {
                    throw new IllegalArgumentException("a bare asterisk in " + value);
                }
                if (all[i] == '\\') {
                    octets.write(
                            Integer.parseInt(
                                    new String(all, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                } else {
                    octets.write(all[i]);
                }
            }
            return octets.toString(StandardCharsets.UTF_8);
        }
    }
}
