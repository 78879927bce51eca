// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.Strings;
import org.tubepost.wire.imap.Tokens;

/**
 * Quotas (RFC 9208): the roots are {@code user/UID}, {@code user/UID/#type} and {@code
 * user/UID/FOLDER}. SETQUOTA is for administrators of the store, and where somebody can write
 * limits down.
 */
final class QuotaCommands {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaCommands.class);
    private static final String USER = "user/";
    private static final long STORAGE_UNIT = 1024;

    private final Client client;

    QuotaCommands(Client client) {
        this.client = client;
    }

    Next getQuota(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String name = arguments.mailbox();
        arguments.end();
        client.out().line(line(root(name)));
        return new Next.Done("OK GETQUOTA completed");
    }

    /** Resources that are not named have no limit afterwards. */
    Next setQuota(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String name = arguments.mailbox();
        arguments.space();
        arguments.expect('(');
        Map<String, Long> resources = new HashMap<>();
        while (!arguments.skip(')')) {
            if (!resources.isEmpty()) {
                arguments.space();
            }
            String resource = arguments.word();
            arguments.space();
            if (resources.put(resource, arguments.number64()) != null) {
                throw new BadCommandException(resource + " is named twice");
            }
        }
        arguments.end();
        if (!client.identity().administrator()) {
            throw new StoreException(Code.NOPERM, "Quotas are set by administrators");
        }
        long kilos = resources.getOrDefault("STORAGE", -1L);
        long messages = resources.getOrDefault("MESSAGE", -1L);
        if (!Set.of("STORAGE", "MESSAGE").containsAll(resources.keySet())
                || kilos > Long.MAX_VALUE / STORAGE_UNIT) {
            throw new StoreException(Code.CANNOT, "STORAGE and MESSAGE may be limited");
        }
        QuotaRoot before = root(name);
        QuotaLimit limit =
                new QuotaLimit(
                        kilos < 0 ? QuotaLimit.UNLIMITED : kilos * STORAGE_UNIT,
                        messages < 0 ? QuotaLimit.UNLIMITED : messages);
        write(before, limit);
        client.out().line(line(before, limit));
        return new Next.Done("OK SETQUOTA completed");
    }

    private void write(QuotaRoot root, QuotaLimit limit) throws StoreException {
        try (Lease<QuotaAdministration> administration =
                client.rooms().quotaAdministration().orElse(null)) {
            if (administration == null) {
                throw new StoreException(Code.UNAVAILABLE, "Nobody writes quotas down for now");
            }
            administration
                    .service()
                    .limit(client.identity().login(), root.owner(), root.root(), limit);
        }
        client.store().quotas().limitsChanged(root.owner());
    }

    /** True for a client that SETQUOTA is for. */
    static boolean maySet(Client client) {
        if (!client.identity().administrator()) {
            return false;
        }
        try (Lease<QuotaAdministration> administration =
                client.rooms().quotaAdministration().orElse(null)) {
            return administration != null;
        }
    }

    private QuotaRoot root(String name) throws StoreException {
        return client.store().quotas().roots(client.identity(), owner(name)).stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(QuotaCommands::unknown);
    }

    private static String owner(String root) throws StoreException {
        if (!root.startsWith(USER)) {
            throw unknown();
        }
        int end = root.indexOf(MailboxName.SEPARATOR, USER.length());
        return root.substring(USER.length(), end < 0 ? root.length() : end);
    }

    private static StoreException unknown() {
        return new StoreException(Code.NONEXISTENT, "There is no such quota root");
    }

    Next getQuotaRoot(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        MailboxName folder = client.mailbox(arguments.mailbox());
        arguments.end();
        List<QuotaRoot> roots = client.store().quotas().roots(client.identity(), folder);
        StringBuilder line = new StringBuilder("* QUOTAROOT ").append(client.written(folder));
        roots.forEach(root -> line.append(' ').append(written(root)));
        client.out().line(line.toString());
        for (QuotaRoot root : roots) {
            client.out().line(line(root));
        }
        return new Next.Done("OK GETQUOTAROOT completed");
    }

    private String written(QuotaRoot root) {
        return Strings.mailbox(root.name(), client.features().hasUtf8Names());
    }

    private String line(QuotaRoot root) {
        return line(root, root.limit());
    }

    /** Only resources that are limited are told; storage in units of 1024 octets. */
    private String line(QuotaRoot root, QuotaLimit limit) {
        List<String> resources = new ArrayList<>();
        if (limit.octets() >= 0) {
            resources.add(
                    "STORAGE "
                            + (root.octets() + STORAGE_UNIT - 1) / STORAGE_UNIT
                            + " "
                            + limit.octets() / STORAGE_UNIT);
        }
        if (limit.messages() >= 0) {
            resources.add("MESSAGE " + root.messages() + " " + limit.messages());
        }
        return "* QUOTA " + written(root) + " (" + String.join(" ", resources) + ")";
    }

    /** Tells an owner who opens a mailbox that little room is left; does not wait for limits. */
    static void alert(Client client, MailboxName folder) {
        try {
            if (!folder.owner().equalsIgnoreCase(client.identity().id())) {
                return;
            }
            QuotaPolicy policy = client.store().quotas().policy();
            if (!policy.enforced() || policy.warnPercent() >= 100) {
                return;
            }
            for (QuotaRoot root : client.store().quotas().knownRoots(client.identity(), folder)) {
                if (root.limit().isLimited() && root.percent() >= policy.warnPercent()) {
                    client.out()
                            .line(
                                    "* OK [ALERT] "
                                            + root.percent()
                                            + " % of your quota is used"
                                            + (root.root().isEmpty() ? "" : ": " + ascii(root)));
                    LOG.info("{} is {} % full", root.name(), root.percent());
                    return;
                }
            }
        } catch (IOException nobodyKnows) {
            // The mailbox can be opened nevertheless.
            LOG.debug("The quota of {} is not known now", folder, nobodyKnows);
        }
    }

    private static String ascii(QuotaRoot root) {
        return root.root().replaceAll("[^ -~]", "?");
    }
}
