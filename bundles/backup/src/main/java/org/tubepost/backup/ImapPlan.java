// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.backup.remote.RemoteFolder;
import org.tubepost.wire.imap.Wildcards;

/**
 * Which folders of another server are taken, and what they are called here. A folder with a special
 * use goes into the one that has that use here, unless a folder of that name comes, too.
 */
final class ImapPlan {
    private static final List<String> USES =
            List.of("\\Drafts", "\\Sent", "\\Trash", "\\Junk", "\\Archive");

    private final ImapImport.Choice choice;
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> usesHere = new HashSet<>();

    /**
     * For one account.
     *
     * @param here folders that its owner has
     */
    ImapPlan(ImapImport.Choice choice, List<RemoteFolder> there, List<MailboxInfo> here) {
        this.choice = choice;
        if (choice.into().isEmpty()) {
            Set<String> names = new HashSet<>();
            there.forEach(folder -> names.add(folder.name()));
            here.forEach(info -> info.specialUse().ifPresent(use -> meet(use, info, names, there)));
        }
        renamed.putAll(choice.renamed());
    }

    private void meet(String use, MailboxInfo here, Set<String> names, List<RemoteFolder> there) {
        usesHere.add(use);
        if (names.contains(here.name().folder())) {
            return;
        }
        there.stream()
                .filter(folder -> folder.hasUse(use) && !folder.isVirtual())
                .findFirst()
                .ifPresent(folder -> renamed.put(folder.name(), here.name().folder()));
    }

    /**
     * A folder that is taken.
     *
     * @param from the folder there
     * @param name its name here
     * @param specialUse use that it gets if it is made
     */
    record Taken(RemoteFolder from, String name, Optional<String> specialUse) {}

    /** Folders to take, in the order given. */
    List<Taken> taken(List<RemoteFolder> there) {
        List<Taken> all = new ArrayList<>();
        for (RemoteFolder folder : there) {
            boolean wanted =
                    choice.only().isEmpty()
                            ? !folder.isVirtual()
                            : matches(choice.only(), folder.name());
            if (wanted && folder.isSelectable() && !matches(choice.except(), folder.name())) {
                all.add(new Taken(folder, name(folder.name()), use(folder)));
            }
        }
        return all;
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> new Wildcards(pattern).matches(name));
    }

    /** The rule for the longest name counts. */
    private String name(String there) {
        for (int end = there.length();
                end > 0;
                end = there.lastIndexOf(MailboxName.SEPARATOR, end - 1)) {
            String above = renamed.get(there.substring(0, end));
            if (above != null) {
                return above + there.substring(end);
            }
        }
        return there;
    }

    private Optional<String> use(RemoteFolder folder) {
        return choice.into().isPresent()
                ? Optional.empty()
                : USES.stream()
                        .filter(use -> folder.hasUse(use) && !usesHere.contains(use))
                        .findFirst();
    }
}
