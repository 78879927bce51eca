// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.tubepost.api.directory.EntryKind.DOMAIN;
import static org.tubepost.api.directory.EntryKind.USER;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.Partition;
import org.tubepost.directory.CachedDirectory;
import org.tubepost.directory.DirectoryOver;

/** A server of a test with an engine that provisions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProvisionedServer {
    static final Administrator ROOT = Administrator.ofPlatform("root");

    private final Backend backend;
    final String schema;
    final List<String> mailboxes = new ArrayList<>();
    private TestServer server;
    LdapSource source;
    private DirectoryOver over;
    CachedDirectory directory;
    DirectoryAdministration admin;
    DirectoryAdministration later;
    int domains;

    /**
     * On a server that is to be started.
     *
     * @param schema its number, or {@code compatibility}
     */
    ProvisionedServer(Backend backend, String schema) {
        this.backend = backend;
        this.schema = schema;
    }

    /** True where domains have a tree of their own. */
    boolean hasTwoTrees() {
        return !schema.equals("2");
    }

    @BeforeAll
    void begin(@TempDir Path folder) throws Exception {
        server = backend.start(folder.resolve("server"));
        source = Sources.of(server, Map.of());
        Sources.load(source);
        over = new DirectoryOver(folder.resolve("cache"), source, Map.of("schema", schema));
        over.register(MessageStore.class, fake(MessageStore.class), Map.of());
        over.register(Partition.class, fake(Partition.class), Map.of(Partition.NAME, "primary"));
        directory = over.engine();
        admin = over.administration(Clock.systemUTC());
        later =
                over.administration(
                        Clock.fixed(Instant.now().plus(Duration.ofDays(11)), ZoneOffset.UTC));
    }

    private <T> T fake(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "owners" -> List.copyOf(mailboxes);
                                    case "deleteOwner" ->
                                            mailboxes.remove(arguments[1]) ? null : null;
                                    case "hashCode" -> 1;
                                    case "equals" -> proxy == arguments[0];
                                    default -> throw new IllegalStateException(method.getName());
                                }));
    }

    @AfterAll
    void end() throws Exception {
        if (source != null) {
            over.close();
            source.close();
            server.close();
        }
    }

    /** A new domain with a user {@code ada}. */
    String domain() throws Exception {
        String name = "d" + ++domains + ".example";
        admin.add(ROOT, DOMAIN, name, Map.of());
        admin.add(ROOT, USER, "ada@" + name, Map.of("cn", List.of("Ada Byron")));
        return name;
    }

    Account account(String address) throws Exception {
        return (Account) directory.find(MailAddress.parse(address)).orElseThrow();
    }

    static AttributeChange change(String attribute, Operation operation, String... values) {
        return new AttributeChange(attribute, operation, List.of(values));
    }

    String base(String domain) throws Exception {
        return directory.domain(domain).orElseThrow().baseDn();
    }
}
