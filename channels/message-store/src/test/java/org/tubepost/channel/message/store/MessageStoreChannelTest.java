// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.message.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.FolderRights;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.FixedConfiguration;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** What is given to the store, and what its answers mean. */
class MessageStoreChannelTest extends ChannelContract {
    private static final Account BOB =
            new Account(
                    "uid=bob",
                    "bob",
                    "bob",
                    "example.com",
                    Deliveries.address("bob@example.com"),
                    List.of(),
                    Status.ACTIVE,
                    "",
                    "",
                    Set.of("mailbox"),
                    List.of(),
                    -1,
                    -1,
                    new DirectoryRecord("uid=bob", Map.of()));

    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<Boolean> guarantees = new CopyOnWriteArrayList<>();
    private final List<String> posters = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private boolean directoryAway;
    private List<ChannelDefinition> channels = List.of();
    private Optional<StoreException> refusal = Optional.empty();
    private SmallFramework framework;
    private ServiceRegistration<?> configured;
    private MessageStoreChannel channel;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(MessageStore.class, store(), Map.of());
        configured =
                framework.register(
                        Configuration.class,
                        new FixedConfiguration(
                                () ->
                                        Generation.builder(1, Instant.EPOCH)
                                                .channels(channels)
                                                .build()),
                        Map.of());
        framework.register(Directory.class, directory(), Map.of());
        channel = new MessageStoreChannel(framework.context());
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        framework.close();
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    /** A store that delivers as the test says; its public folders are those of {@code public}. */
    private MessageStore store() {
        return (MessageStore)
                Proxy.newProxyInstance(
                        MessageStore.class.getClassLoader(),
                        new Class<?>[] {MessageStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("rights")) {
                                return rights();
                            }
                            if (!method.getName().equals("deliver")) {
                                throw new UnsupportedOperationException(method.getName());
                            }
                            keys.add((String) arguments[0]);
                            texts.add(
                                    new String(
                                            MemoryContent.octets((Content) arguments[2]),
                                            StandardCharsets.UTF_8));
                            List<DeliveryResult> results = new ArrayList<>();
                            for (Object one : (List<?>) arguments[1]) {
                                DeliveryTarget target = (DeliveryTarget) one;
                                targets.add(target.mailbox() + " " + target.partition());
                                guarantees.add(target.guaranteed());
                                posters.add(
                                        target.poster()
                                                .map(p -> p.id() + p.groups())
                                                .orElse("unknown"));
                                results.add(
                                        new DeliveryResult(
                                                target, target.mailbox(), 1, 1, refusal));
                            }
                            return results;
                        });
    }

    private static FolderRights rights() {
        return (FolderRights)
                Proxy.newProxyInstance(
                        FolderRights.class.getClassLoader(),
                        new Class<?>[] {FolderRights.class},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals("publicOwner")) {
                                throw new UnsupportedOperationException(method.getName());
                            }
                            return "public@example.com";
                        });
    }

    /** A directory that knows bob, who is in a group. */
    private Directory directory() {
        return (Directory)
                Proxy.newProxyInstance(
                        Directory.class.getClassLoader(),
                        new Class<?>[] {Directory.class},
                        (proxy, method, arguments) -> {
                            questions.add(method.getName());
                            if (directoryAway) {
                                throw new DirectoryUnavailableException("no answer", null);
                            }
                            return switch (method.getName()) {
                                case "login" ->
                                        Optional.of("bob")
                                                .filter(arguments[0]::equals)
                                                .map(b -> BOB);
                                case "memberships" -> Set.of("staff");
                                default -> throw new UnsupportedOperationException();
                            };
                        });
    }

    private Outcome deliver(String recipient) throws Exception {
        return deliver(Optional.empty(), recipient);
    }

    private Outcome deliver(Optional<String> login, String recipient) throws Exception {
        return deliver(login, List.of(recipient)).get(0);
    }

    private List<Outcome> deliver(Optional<String> login, List<String> recipients)
            throws Exception {
        try (MemoryContent content = MemoryContent.of("Subject: x\r\n\r\nbody\r\n")) {
            Delivery delivery = Deliveries.delivery(77, "ims-ms", "primary", recipients, content);
            return channel.deliver(login.map(l -> by(l, delivery)).orElse(delivery));
        }
    }

    /** The same after a login. */
    private static Delivery by(String login, Delivery delivery) {
        Envelope envelope = delivery.envelope();
        return new Delivery(
                delivery.entry(),
                delivery.attempt(),
                delivery.channel(),
                delivery.destination(),
                new Envelope(
                        envelope.id(),
                        envelope.origin().withAuthenticated(login),
                        envelope.sender(),
                        envelope.dsn(),
                        envelope.requirements(),
                        envelope.priority(),
                        envelope.recipients()),
                delivery.content(),
                delivery.deadline());
    }

    @Test
    void whoWasLoggedInPostsIntoFolders() throws Exception {
        deliver(Optional.of("bob"), "alice+Plans@example.com");
        deliver(Optional.of("gone"), "alice+Plans@example.com");
        deliver("alice+Plans@example.com");
        assertThat(posters).containsExactly("bob[staff]", "unknown", "unknown");
    }

    @Test
    void theDirectoryIsAskedForFoldersOnly() throws Exception {
        directoryAway = true;
        deliver(Optional.of("bob"), "alice@example.com");
        deliver("alice+Plans@example.com");
        assertThat(questions).isEmpty();
        targets.clear();
        List<Outcome> outcomes =
                deliver(
                        Optional.of("bob"),
                        List.of(
                                "alice+Plans@example.com",
                                "alice@example.com",
                                "public@example.com"));
        assertThat(targets).containsExactly("user/alice@example.com/INBOX primary");
        assertThat(outcomes)
                .extracting(outcome -> outcome.recipient().address().localPart())
                .containsExactly("alice+Plans", "alice", "public");
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
        assertThat(List.of(outcomes.get(0), outcomes.get(2)))
                .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Deferred.class))
                .allSatisfy(o -> assertThat(o.reply().code()).isEqualTo(451));
    }

    @Test
    void theInboxOfPublicFoldersIsToldWhoPosts() throws Exception {
        deliver(Optional.of("bob"), "public@example.com");
        deliver(Optional.of("bob"), "alice@example.com");
        assertThat(posters).containsExactly("bob[staff]", "unknown");
    }

    @Test
    void folderBehindThePlusIsTheTarget() throws Exception {
        deliver("alice@example.com");
        deliver("alice+Lists/OSGi@example.com");
        assertThat(targets)
                .containsExactly(
                        "user/alice@example.com/INBOX primary",
                        "user/alice@example.com/Lists/OSGi primary");
    }

    @Test
    void returnPathIsPutBeforeTheMessage() throws Exception {
        deliver("alice@example.com");
        assertThat(texts.get(0))
                .isEqualTo("Return-Path: <sender@example.test>\r\nSubject: x\r\n\r\nbody\r\n");
    }

    @Test
    void entryIsTheKeySoThatARepeatedAttemptDoublesNothing() throws Exception {
        deliver("alice@example.com");
        deliver("alice@example.com");
        assertThat(keys).containsExactly("queue-77", "queue-77");
    }

    @Test
    void mailFromAChannelThatDeliversOverQuotaIsGuaranteed() throws Exception {
        deliver("alice@example.com");
        channels =
                List.of(
                        new ChannelDefinition(
                                "tcp_local",
                                List.of(Deliveries.keyword("deliveryflags", "2")),
                                "tcp-daemon",
                                List.of(),
                                new SourceLocation("imta.cnf", 1, 1)));
        deliver("alice@example.com");
        assertThat(guarantees).containsExactly(false, true);
    }

    @Test
    void withoutAConfigurationMailWaits() {
        configured.unregister();
        assertThatThrownBy(() -> deliver("alice@example.com"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.code()).isEqualTo(StoreException.Code.UNAVAILABLE));
        assertThat(targets).isEmpty();
    }

    @Test
    void refusalsOfTheStoreAreFinalOrNot() throws Exception {
        Map<StoreException.Code, String> expected =
                Map.of(
                        StoreException.Code.OVERQUOTA, "452 4.2.2",
                        StoreException.Code.GRACE_OVER, "552 5.2.2",
                        StoreException.Code.UNAVAILABLE, "451 4.3.0",
                        StoreException.Code.CORRUPTION, "451 4.3.0",
                        StoreException.Code.NONEXISTENT, "550 5.1.1",
                        StoreException.Code.NOPERM, "550 5.7.1",
                        StoreException.Code.CANNOT, "550 5.2.0");
        for (Map.Entry<StoreException.Code, String> one : expected.entrySet()) {
            refusal = Optional.of(new StoreException(one.getKey(), "why"));
            Outcome outcome = deliver("alice@example.com");
            assertThat(outcome.reply().code() + " " + outcome.reply().status())
                    .as(one.getKey().name())
                    .isEqualTo(one.getValue());
            assertThat(outcome instanceof Outcome.Failed).isEqualTo(one.getValue().startsWith("5"));
        }
    }
}
