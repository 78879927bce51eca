// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ListArguments;
import org.tubepost.wire.imap.Tokens;
import org.tubepost.wire.imap.Wildcards;

/** LIST with its extensions (RFC 5258, RFC 5819, RFC 6154) and LSUB. */
final class ListCommands {
    private final Client client;
    private final FolderCommands folders;
    private final RightsCommands rights;

    ListCommands(Client client, FolderCommands folders, RightsCommands rights) {
        this.rights = rights;
        this.client = client;
        this.folders = folders;
    }

    Next list(Tokens arguments) throws IOException, BadCommandException {
        ListArguments asked = ListArguments.parse(arguments);
        if (!asked.extended() && asked.patterns().get(0).isEmpty()) {
            client.out().line("* LIST (\\Noselect) \"/\" \"\"");
            return new Next.Done("OK LIST completed");
        }
        List<Wildcards> patterns = patterns(asked);
        Map<String, MailboxInfo> existing = existing();
        Set<String> subscribed = subscriptions();
        boolean onlySubscribed = asked.selection().contains("SUBSCRIBED");
        Set<String> candidates = new TreeSet<>(existing.keySet());
        if (onlySubscribed) {
            candidates.addAll(subscribed);
        }
        for (String name : candidates) {
            if (patterns.stream().noneMatch(p -> p.matches(name))) {
                continue;
            }
            MailboxInfo info = existing.get(name);
            boolean below =
                    asked.selection().contains("RECURSIVEMATCH")
                            && subscribed.stream().anyMatch(s -> s.startsWith(name + "/"));
            if (onlySubscribed && !subscribed.contains(name) && !below) {
                continue;
            }
            if (asked.selection().contains("SPECIAL-USE")
                    && (info == null || info.specialUse().isEmpty())) {
                continue;
            }
            write(asked, name, info, subscribed, below);
        }
        return new Next.Done("OK LIST completed");
    }

    private void write(
            ListArguments asked,
            String name,
            MailboxInfo info,
            Set<String> subscribed,
            boolean below)
            throws IOException, BadCommandException {
        boolean selectable = info != null && info.selectable();
        Optional<String> mine = Optional.empty();
        Optional<String> figures = Optional.empty();
        if (selectable && asked.returned().contains("MYRIGHTS")) {
            mine = unlessHidden(() -> rights.line(info.name()));
        }
        if (selectable && asked.returned().contains("STATUS")) {
            figures = unlessHidden(() -> folders.statusLine(info.name(), asked.statusItems()));
            selectable = figures.isPresent();
        }
        List<String> attributes = new ArrayList<>();
        if (info == null) {
            attributes.add("\\NonExistent");
        } else {
            if (!selectable) {
                attributes.add("\\Noselect");
            }
            attributes.add(info.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
            info.specialUse().ifPresent(attributes::add);
        }
        boolean tells =
                asked.selection().contains("SUBSCRIBED") || asked.returned().contains("SUBSCRIBED");
        if (tells && subscribed.contains(name)) {
            attributes.add("\\Subscribed");
        }
        String line = "* LIST (" + String.join(" ", attributes) + ") \"/\" " + client.written(name);
        client.out().line(below ? line + " (\"CHILDINFO\" (\"SUBSCRIBED\"))" : line);
        mine.ifPresent(client.out()::line);
        figures.ifPresent(client.out()::line);
    }

    /** A line about a mailbox. */
    @FunctionalInterface
    private interface Line {
        String write() throws IOException, BadCommandException;
    }

    /** LIST goes on when there is nothing to tell of one mailbox (RFC 5819 section 2). */
    private static Optional<String> unlessHidden(Line line)
            throws IOException, BadCommandException {
        try {
            return Optional.of(line.write());
        } catch (StoreException refused) {
            if (!Refusals.isHidden(refused)) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    /** Old clients: the subscribed names; with {@code %} parents of such stand in for them. */
    Next subscribed(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String reference = arguments.mailbox();
        arguments.space();
        String written = arguments.pattern();
        arguments.end();
        Wildcards pattern = new Wildcards(reference + written);
        Map<String, Boolean> found = new TreeMap<>();
        for (String name : subscriptions()) {
            if (pattern.matches(name)) {
                found.put(name, true);
            } else if (written.endsWith("%")) {
                for (int at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
                    String parent = name.substring(0, at);
                    if (pattern.matches(parent)) {
                        found.putIfAbsent(parent, false);
                    }
                }
            }
        }
        found.forEach(
                (name, itself) ->
                        client.out()
                                .line(
                                        "* LSUB ("
                                                + (itself ? "" : "\\Noselect")
                                                + ") \"/\" "
                                                + client.written(name)));
        return new Next.Done("OK LSUB completed");
    }

    private static List<Wildcards> patterns(ListArguments asked) {
        return asked.patterns().stream().map(p -> new Wildcards(asked.reference() + p)).toList();
    }

    private Map<String, MailboxInfo> existing() throws IOException {
        Map<String, MailboxInfo> existing = new TreeMap<>();
        String owner = client.identity().id();
        Namespaces namespaces = client.namespaces();
        for (MailboxInfo info : client.store().list(client.identity(), owner)) {
            if (namespaces.isNamed(info.name())) {
                existing.put(info.name().folder(), info);
            }
        }
        for (MailboxInfo info : client.store().rights().shared(client.identity())) {
            String path = namespaces.path(info.name());
            existing.put(path, info);
            for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
                existing.computeIfAbsent(path.substring(0, at), ListCommands::level);
            }
        }
        return existing;
    }

    /** A name that only holds what others share. */
    private static MailboxInfo level(String path) {
        MailboxName name = new MailboxName("", path);
        return new MailboxInfo(name, false, true, false, Optional.empty(), "");
    }

    private Set<String> subscriptions() throws IOException {
        Set<String> names = new TreeSet<>();
        Namespaces namespaces = client.namespaces();
        for (MailboxName name : client.store().subscriptions(client.identity())) {
            if (namespaces.isNamed(name)) {
                names.add(namespaces.path(name));
            }
        }
        return names;
    }
}
