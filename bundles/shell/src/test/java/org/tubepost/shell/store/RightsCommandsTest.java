// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FolderRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.shell.Bench;

/** Who has rights on mailboxes, in the shell. */
class RightsCommandsTest {
    private static final MailboxName PLANS = new MailboxName("ada@x.test", "Plans");

    private final NavigableMap<MailboxName, NavigableMap<String, AccessRights>> lists =
            new TreeMap<>();
    private final Bench bench = new Bench();

    @BeforeEach
    void begin() {
        bench.with(
                Directory.class,
                fake(
                        Directory.class,
                        (p, method, arguments) -> {
                            if (!method.getName().equals("defaultDomain")) {
                                throw new UnsupportedOperationException(method.getName());
                            }
                            return "home.test";
                        }));
        for (String owner : List.of("ada@x.test", "bob@y.test")) {
            lists.put(MailboxName.inbox(owner), new TreeMap<>());
            lists.put(new MailboxName(owner, "Plans"), new TreeMap<>());
        }
        FolderRights rights = fake(FolderRights.class, (p, method, a) -> rights(method, a));
        bench.with(
                MessageStore.class,
                fake(
                        MessageStore.class,
                        (p, method, arguments) ->
                                switch (method.getName()) {
                                    case "rights" -> rights;
                                    case "owners" -> List.of("ada@x.test", "bob@y.test", "gone");
                                    case "list" -> folders((String) arguments[1]);
                                    default -> throw new UnsupportedOperationException();
                                }));
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object rights(Method method, Object[] arguments) throws StoreException {
        MailboxName name = (MailboxName) arguments[1];
        if (!lists.containsKey(name)) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "There is no such mailbox");
        }
        if (method.getName().equals("set")) {
            lists.get(name).put((String) arguments[2], (AccessRights) arguments[3]);
            lists.get(name).values().removeIf(AccessRights::isEmpty);
        }
        return method.getName().equals("list") ? lists.get(name) : null;
    }

    private static List<MailboxInfo> folders(String owner) {
        return List.of("INBOX", "Plans").stream()
                .map(folder -> new MailboxName(owner, folder))
                .map(name -> new MailboxInfo(name, true, false, false, Optional.empty(), "primary"))
                .toList();
    }

    private void set(String identifier, String rights) throws Exception {
        bench.run(
                new RightsSetCommand(),
                "user",
                PLANS.owner(),
                "folder",
                PLANS.folder(),
                "identifier",
                identifier,
                "rights",
                rights);
    }

    private String run(boolean json) throws Exception {
        return bench.run(
                new RightsCommand(),
                "--json",
                json,
                "user",
                PLANS.owner(),
                "folder",
                PLANS.folder());
    }

    @Test
    void rightsAreGivenListedAndTakenAway() throws Exception {
        set("group=staff@x.test", "lrp");
        set("-bob", "r");
        assertThat(run(true))
                .contains(
                        "{\"identifier\":\"-bob\",\"rights\":\"r\"}",
                        "{\"identifier\":\"group=staff@x.test\",\"rights\":\"lrp\"}");
        set("-bob", "none");
        set("group=staff@x.test", "");
        assertThat(lists.get(PLANS)).isEmpty();
        assertThatThrownBy(() -> set("bob", "lz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void usersAndGroupsOfTheDefaultDomainAreOnTheListOnce() throws Exception {
        lists.get(PLANS).put("bob@home.test", new AccessRights("lr"));
        set("Bob@Home.test", "l");
        set("-group=staff@home.test", "r");
        set("anyone@home.test", "l");
        assertThat(lists.get(PLANS)).containsOnlyKeys("bob", "-group=staff", "anyone@home.test");
        lists.get(PLANS).put("bob@home.test", new AccessRights("lr"));
        set("bob", "none");
        assertThat(lists.get(PLANS)).containsOnlyKeys("-group=staff", "anyone@home.test");
    }

    @Test
    void everythingThatIsSharedIsListedByOwner() throws Exception {
        set("bob@y.test", "lr");
        lists.get(new MailboxName("bob@y.test", "Plans")).put("anyone", new AccessRights("l"));
        assertThat(bench.run(new SharedCommand()).lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.matches("user/ada@x.test/Plans +bob@y.test +lr"))
                .anyMatch(line -> line.matches("user/bob@y.test/Plans +anyone +l"));
        assertThat(bench.run(new SharedCommand(), "pattern", "*@Y.*").lines()).hasSize(2);
        assertThat(bench.run(new SharedCommand(), "pattern", "ada").lines()).hasSize(1);
        assertThat(bench.run(new SharedCommand(), "pattern", "a.a@x.test").lines()).hasSize(1);
    }
}
