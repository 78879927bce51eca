// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.Bench;
import org.tubepost.store.OpenStore;
import org.tubepost.testkit.SmallFramework;

/** Owners of a real store beside a directory that does not know all of them. */
class OwnerCommandsTest {
    @TempDir Path folder;
    private SmallFramework framework;
    private OpenStore open;
    private MessageStore store;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        framework = SmallFramework.start(folder.resolve("felix"));
        open =
                OpenStore.in(
                        framework,
                        folder,
                        Map.of("quotaEnforcement", false, "publicFolders", "public"));
        store = open.messages();
        bench =
                new Bench()
                        .with(MessageStore.class, store)
                        .with(
                                Configuration.class,
                                proxy(
                                        Configuration.class,
                                        Generation.builder(1, Instant.EPOCH)
                                                .options(
                                                        Map.of(
                                                                "LDAP_HOST_ALIAS_LIST",
                                                                "mail.example.org"))
                                                .build()));
    }

    @AfterEach
    void close() throws Exception {
        open.close();
        framework.close();
    }

    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> answer));
    }

    private void mail(String owner) throws Exception {
        store.list(OpenStore.user(owner), owner);
        open.append(
                MailboxName.inbox(owner),
                "a: b\r\n\r\nc".getBytes(StandardCharsets.UTF_8),
                Flags.NONE,
                Instant.EPOCH);
    }

    private static Account account(String id, String mailHost) throws Exception {
        return new Account(
                "uid=" + id,
                id,
                id,
                "example.org",
                MailAddress.parse(id + "@example.org"),
                List.of(),
                Status.DELETED,
                mailHost,
                "",
                Set.of("mailbox"),
                List.of(),
                -2,
                -2,
                new DirectoryRecord("uid=" + id, Map.of()));
    }

    private void directory(Account... accounts) {
        Domain domain =
                new Domain(
                        "example.org",
                        List.of(),
                        "o=example.org",
                        Status.ACTIVE,
                        List.of(),
                        "",
                        "",
                        new DirectoryRecord("o=example.org", Map.of()));
        bench.with(
                Directory.class,
                (Directory)
                        Proxy.newProxyInstance(
                                Directory.class.getClassLoader(),
                                new Class<?>[] {Directory.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("domains")
                                                ? List.of(domain)
                                                : List.of(accounts)));
    }

    @Test
    void orphansAreOwnersWithoutAnEntryOrOfAnotherSystem() throws Exception {
        for (String owner : List.of("ada", "bob", "cid", "dan", "public")) {
            mail(owner);
        }
        directory(
                account("Ada", ""),
                account("bob", "MAIL.example.org"),
                account("cid", "other.example.org"),
                account("eve", ""));
        assertThat(bench.run(new UsersCommand(), "--orphaned", true).lines())
                .satisfiesExactly(
                        l -> assertThat(l).contains("reason"),
                        l ->
                                assertThat(l)
                                        .startsWith("cid")
                                        .endsWith("mailHost is other.example.org"),
                        l -> assertThat(l).startsWith("dan").endsWith("not in the directory"));
        assertThat(bench.run(new UsersCommand()).lines()).hasSize(6);
    }

    @Test
    void whileTheDirectoryIsAwayNobodyIsCalledAnOrphan() throws Exception {
        mail("ada");
        bench.with(
                Directory.class,
                (Directory)
                        Proxy.newProxyInstance(
                                Directory.class.getClassLoader(),
                                new Class<?>[] {Directory.class},
                                (proxy, method, arguments) -> {
                                    throw new DirectoryUnavailableException("away", null);
                                }));
        assertThatThrownBy(() -> bench.run(new UsersCommand(), "--orphaned", true))
                .isInstanceOf(DirectoryUnavailableException.class);
        assertThat(bench.printed()).isEmpty();
    }

    @Test
    void deadSubscriptionsAreToldAndTakenBack() throws Exception {
        mail("ada");
        mail("bob");
        MailboxName gone = new MailboxName("ada", "Gone");
        MailboxName shared = new MailboxName("ada", "Shared");
        store.create(OpenStore.user("ada"), gone, Optional.empty());
        store.create(OpenStore.user("ada"), shared, Optional.empty());
        for (String user : List.of("ada", "bob")) {
            store.subscribe(OpenStore.user(user), gone, true);
            store.subscribe(OpenStore.user(user), shared, true);
        }
        store.delete(OpenStore.user("ada"), gone);
        assertThat(bench.run(new SubscriptionsCommand(), "user", "Bob").lines())
                .filteredOn(l -> l.startsWith("bob") && l.contains("user/ada"))
                .satisfiesExactly(
                        l -> assertThat(l).contains("user/ada/Gone").endsWith("false"),
                        l -> assertThat(l).contains("user/ada/Shared").endsWith("true"));
        assertThat(bench.run(new SubscriptionsCommand(), "--dead", true).lines()).hasSize(3);
        assertThat(store.subscriptions(OpenStore.user("ada"))).contains(gone);
        bench.run(new SubscriptionsCommand(), "--dead", true, "--unsubscribe", true);
        for (String user : List.of("ada", "bob")) {
            assertThat(store.subscriptions(OpenStore.user(user)))
                    .contains(shared)
                    .doesNotContain(gone);
        }
        assertThatThrownBy(() -> bench.run(new SubscriptionsCommand(), "--unsubscribe", true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bench.run(new SubscriptionsCommand(), "user", "nobody"))
                .hasMessage("nobody has no mailbox");
    }
}
