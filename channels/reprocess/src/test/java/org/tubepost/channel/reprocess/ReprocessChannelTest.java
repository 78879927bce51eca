// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.reprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** Messages go through the door again, once for each attempt. */
class ReprocessChannelTest extends ChannelContract {
    private static final Reply OK = Reply.of(250, "2.0.0", "ok");

    private final List<Origin> origins = new CopyOnWriteArrayList<>();
    private final List<String> given = new CopyOnWriteArrayList<>();
    private volatile Reply commit = OK;
    private SmallFramework framework;
    private ReprocessChannel channel;
    private ProcessChannel process;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(Acceptance.class, door(), Map.of());
        channel = new ReprocessChannel(framework.context());
        process = new ProcessChannel(framework.context());
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        process.close();
        framework.close();
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    private Acceptance door() {
        return (Acceptance)
                Proxy.newProxyInstance(
                        Acceptance.class.getClassLoader(),
                        new Class<?>[] {Acceptance.class},
                        (proxy, method, arguments) -> {
                            origins.add((Origin) arguments[0]);
                            return transaction();
                        });
    }

    private Transaction transaction() {
        return (Transaction)
                Proxy.newProxyInstance(
                        Transaction.class.getClassLoader(),
                        new Class<?>[] {Transaction.class},
                        (proxy, method, arguments) -> answer(method, arguments));
    }

    private Object answer(Method method, Object[] arguments) {
        if (method.getName().equals("recipient")) {
            given.add(arguments[0] + " " + ((RecipientDsn) arguments[1]).originalRecipient());
        }
        return switch (method.getName()) {
            case "sender" -> OK;
            case "recipient" -> new RecipientPlan(OK, List.of());
            case "beginData" -> Reply.of(354, "2.0.0", "go on");
            case "commit" -> CompletableFuture.completedFuture(commit);
            default -> null;
        };
    }

    private Outcome deliver() throws Exception {
        try (MemoryContent content = MemoryContent.of("Subject: x\r\n\r\nbody\r\n")) {
            return channel.deliver(
                            Deliveries.delivery(
                                    5, "reprocess", "", List.of("a@example.test"), content))
                    .get(0);
        }
    }

    @Test
    void attemptIsTheCauseSoThatARepeatedOneDoublesNothing() throws Exception {
        deliver();
        deliver();
        assertThat(origins).hasSize(2);
        assertThat(origins.get(0).cause()).isNotEmpty().isEqualTo(origins.get(1).cause());
    }

    @Test
    void answerOfTheDoorIsTheOutcome() throws Exception {
        assertThat(deliver()).isInstanceOf(Outcome.Delivered.class);
        commit = Reply.of(451, "4.3.0", "later");
        assertThat(deliver()).isInstanceOf(Outcome.Deferred.class);
        commit = Reply.of(554, "5.6.0", "never");
        assertThat(deliver()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void onlyTheProgramProcessSpeaksForTheHouse() throws Exception {
        deliver();
        try (MemoryContent content = MemoryContent.of("Subject: x\r\n\r\nbody\r\n")) {
            process.deliver(
                    Deliveries.delivery(6, "process", "", List.of("a@example.test"), content));
        }
        assertThat(origins)
                .extracting(Origin::channel, Origin::protocol, Origin::cause)
                .containsExactly(
                        tuple("tcp_local", "internal", "reprocess:5:1"),
                        tuple("process", "internal", "process:6:1"));
    }

    @Test
    void memberOfAListDoesNotLeadToTheListAgain() throws Exception {
        MailAddress list = Deliveries.address("list@example.test");
        MailAddress member = Deliveries.address("member@example.test");
        try (MemoryContent content = MemoryContent.of("Subject: x\r\n\r\nbody\r\n")) {
            Delivery plain =
                    Deliveries.delivery(7, "reprocess", "", List.of("x@example.test"), content);
            Recipient recipient = new Recipient(member, list, "reprocess", "", RecipientDsn.NONE);
            channel.deliver(
                    new Delivery(
                            7,
                            1,
                            plain.channel(),
                            "",
                            plain.envelope().narrowedTo(List.of(recipient)),
                            content,
                            plain.deadline()));
        }
        assertThat(given).containsExactly("member@example.test rfc822;list@example.test");
    }
}
