// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryRequestHandler;
import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;

/**
 * The LDAP server in this process. The tree is in memory, the truth is the {@link ChangeLog} on
 * disk. It is only a server: the rest of the house reaches it over a socket, like any other. If it
 * cannot listen or read its data, the component does not start and says why.
 */
@Component(
        immediate = true,
        service = {},
        configurationPid = "org.tubepost.directory.embedded",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EmbeddedSettings.class)
public final class EmbeddedServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final int LDAP_PORT = 389;
    private static final List<String> SERVERS_OWN =
            List.of(
                    "entryDN",
                    "entryUUID",
                    "subschemaSubentry",
                    "creatorsName",
                    "createTimestamp",
                    "modifiersName",
                    "modifyTimestamp");
    private static final int CHANGES_BEFORE_SNAPSHOT = 1_000;

    private final ChangeLog log;
    private final LDAPListener listener;

    /** Reads the data and listens. */
    @Activate
    public EmbeddedServer(EmbeddedSettings settings) throws IOException, LDAPException {
        Path folder = HomeDirectory.given(settings.directory(), "data", "directory");
        String rootPassword = RootPassword.in(folder);
        log = new ChangeLog(folder);
        try {
            InMemoryRequestHandler tree = tree(settings, rootPassword);
            load(tree, settings.suffixes());
            String root = Names.normal(settings.rootDn());
            LDAPListenerConfig config =
                    new LDAPListenerConfig(
                            port(settings), new GuardedHandler(tree, new DurableWrites(log), root));
            config.setListenAddress(InetAddress.getByName(settings.address()));
            config.setMaxConnections(settings.maxConnections());
            config.setUseReuseAddress(true);
            listener = new LDAPListener(config);
            listener.startListening();
        } catch (IOException | LDAPException | RuntimeException failed) {
            log.close();
            throw failed;
        }
        LOG.info("Embedded directory listens on {} {}", settings.address(), port());
    }

    @Deactivate
    void close() throws IOException {
        listener.shutDown(true);
        log.close();
    }

    /** Port that it listens on. */
    int port() {
        return listener.getListenPort();
    }

    private static int port(EmbeddedSettings settings) {
        return settings.port() != 0
                ? Math.max(0, settings.port())
                : LDAP_PORT + Integer.getInteger("tubepost.port-offset", 0);
    }

    private static InMemoryRequestHandler tree(EmbeddedSettings settings, String rootPassword)
            throws IOException, LDAPException {
        InMemoryDirectoryServerConfig config =
                new InMemoryDirectoryServerConfig(settings.suffixes());
        config.setSchema(SchemaFile.read());
        config.addAdditionalBindCredentials(settings.rootDn(), rootPassword);
        config.setPasswordEncoders(PasswordForms.primary(), PasswordForms.secondary());
        config.setEqualityIndexAttributes(
                "uid",
                "mail",
                "mailAlternateAddress",
                "mailEquivalentAddress",
                "uniqueMember",
                "msgVanityDomain",
                "sunPreferredDomain",
                "associatedDomain",
                "inetDomainBaseDN");
        config.setMaxChangeLogEntries(0);
        // Only operations that the change log sees may change anything.
        config.getExtendedOperationHandlers().clear();
        return new InMemoryRequestHandler(config);
    }

    private void load(InMemoryRequestHandler tree, String... suffixes)
            throws IOException, LDAPException {
        int changes = log.length();
        if (!log.snapshot().isEmpty()) {
            tree.addEntries(log.snapshot());
        }
        for (LDIFChangeRecord change : log.changes()) {
            apply(tree, change);
        }
        log.forget();
        for (String suffix : suffixes) {
            if (tree.getEntry(suffix) == null) {
                LDIFAddChangeRecord made = new LDIFAddChangeRecord(suffixEntry(suffix));
                apply(tree, made);
                log.append(made);
            }
        }
        if (changes > CHANGES_BEFORE_SNAPSHOT) {
            log.snapshot(parentsFirst(tree));
        }
    }

    /** All entries without what the server adds itself, in an order in which they can be added. */
    private static List<Entry> parentsFirst(InMemoryRequestHandler tree) throws LDAPException {
        List<Entry> entries = new ArrayList<>();
        Map<Entry, Integer> depth = new IdentityHashMap<>();
        for (DN base : tree.getBaseDNs()) {
            if (tree.getEntry(base.toString()) == null) {
                continue;
            }
            Filter all = Filter.createPresenceFilter("objectClass");
            for (ReadOnlyEntry found : tree.search(base.toString(), SearchScope.SUB, all)) {
                Entry entry = found.duplicate();
                SERVERS_OWN.forEach(entry::removeAttribute);
                depth.put(entry, entry.getParsedDN().getRDNs().length);
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparing(depth::get));
        return entries;
    }

    private static Entry suffixEntry(String suffix) throws LDAPException {
        RDN first = new DN(suffix).getRDN();
        String attribute = first.getAttributeNames()[0].toLowerCase(java.util.Locale.ROOT);
        String objectClass =
                switch (attribute) {
                    case "dc" -> "domain";
                    case "ou" -> "organizationalUnit";
                    default -> "organization";
                };
        return new Entry(
                suffix,
                new Attribute("objectClass", "top", objectClass),
                new Attribute(attribute, first.getAttributeValues()[0]));
    }

    /** Repeats a change that succeeded once; if it fails now, the log is not that of this tree. */
    private static void apply(InMemoryRequestHandler tree, LDIFChangeRecord change)
            throws IOException {
        LDAPMessage answer;
        int code;
        if (change instanceof LDIFAddChangeRecord add) {
            answer =
                    tree.processAddRequest(
                            1, new AddRequestProtocolOp(add.toAddRequest()), List.of());
            code = answer.getAddResponseProtocolOp().getResultCode();
        } else if (change instanceof LDIFModifyChangeRecord modify) {
            answer =
                    tree.processModifyRequest(
                            1, new ModifyRequestProtocolOp(modify.toModifyRequest()), List.of());
            code = answer.getModifyResponseProtocolOp().getResultCode();
        } else if (change instanceof LDIFDeleteChangeRecord delete) {
            answer =
                    tree.processDeleteRequest(
                            1, new DeleteRequestProtocolOp(delete.toDeleteRequest()), List.of());
            code = answer.getDeleteResponseProtocolOp().getResultCode();
        } else if (change instanceof LDIFModifyDNChangeRecord rename) {
            answer =
                    tree.processModifyDNRequest(
                            1,
                            new ModifyDNRequestProtocolOp(rename.toModifyDNRequest()),
                            List.of());
            code = answer.getModifyDNResponseProtocolOp().getResultCode();
        } else {
            throw new IOException("unknown change of " + change.getDN());
        }
        if (code != 0) {
            throw new IOException("change of " + change.getDN() + " cannot be repeated: " + code);
        }
    }
}
