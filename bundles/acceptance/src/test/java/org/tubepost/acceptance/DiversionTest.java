// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.address;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;

/** Messages and copies that go to a channel of the house: answering, archiving, joining. */
class DiversionTest {
    private static final String MESSAGE = "From: s@else.example\r\nSubject: x\r\n\r\nbody\r\n";
    private static final String PART =
            "From: s@else.example\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: message/partial; id=a; number=1; total=2\r\n\r\n"
                    + "Subject: whole\r\n\r\nbody\r\n";

    @TempDir Path cache;
    private House house;

    @BeforeEach
    void open() throws BundleException {
        house = new House(cache);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(house.queue().openContents()).isZero();
        house.close();
    }

    private void send(Origin origin, String message, String... to) {
        assertThat(house.send(origin, "s@else.example", List.of(to), message).code())
                .isEqualTo(250);
    }

    private List<String> stored() {
        return house.queue().stored().stream().map(DiversionTest::shown).toList();
    }

    private static String shown(MemoryQueue.Stored submission) {
        return submission.envelope().recipients().stream()
                .map(r -> r.channel() + ":" + r.address() + "<" + r.original())
                .toList()
                .toString();
    }

    @Test
    void whatAnAnsweringChannelDoesBesideTheMailboxIsNoNewsForTheSender() {
        Target mailbox = new Target.Mailbox(address("a@example.com"), "");
        Target answer = new Target.Service(address("a@example.com"), "autoreply", "", true);
        Target command = new Target.Service(address("a@example.com"), "pipe", "sort", false);
        Target other = new Target.Service(address("a@example.com"), "pipe", "count", false);
        house.channel("autoreply").channel("pipe");
        house.alias(
                "a",
                new Expansion.Expanded(List.of(mailbox, answer, command, other), Optional.empty()));
        send(House.outside(), MESSAGE, "a@example.com");
        assertThat(house.queue().stored()).hasSize(1);
        assertThat(house.queue().stored().get(0).envelope().recipients())
                .extracting(r -> r.channel() + r.destination() + r.dsn().wantsFailure())
                .containsExactly("ims-mstrue", "autoreplyfalse", "pipesorttrue", "pipecounttrue");
    }

    @Test
    void aHostOfTheSiteDecidesTheChannelAndTheAddressStays() {
        house.alias(
                "a",
                new Expansion.Expanded(
                        List.of(
                                new Target.Routed(address("a@example.com"), "internal.example"),
                                new Target.Routed(address("b@example.com"), "else.example")),
                        Optional.empty()));
        send(House.outside(), MESSAGE, "a@example.com");
        assertThat(house.queue().stored().stream().flatMap(s -> s.envelope().recipients().stream()))
                .extracting(r -> r.channel() + " " + r.destination() + " " + r.address())
                .containsExactlyInAnyOrder(
                        "tcp_intranet internal.example a@example.com",
                        "tcp_local else.example b@example.com");
    }

    @Test
    void aHostThatIsThisSystemAfterAllIsAMistakeThatWaits() {
        house.alias(
                "a",
                new Expansion.Expanded(
                        List.of(new Target.Routed(address("a@example.com"), "example.com")),
                        Optional.empty()));
        Reply reply =
                house.send(House.outside(), "s@else.example", List.of("a@example.com"), MESSAGE);
        assertThat(reply.toString()).startsWith("451 4.3.5");
    }

    @Test
    void theArchiveGetsACopyWithAllRecipientsInTheSameRecord() {
        house.channel("archive").option("ARCHIVE_CHANNEL", "archive");
        send(House.outside(), MESSAGE, "b@else.example", "c@internal.example");
        assertThat(stored())
                .containsExactly(
                        "[tcp_local:b@else.example<b@else.example,"
                                + " tcp_intranet:c@internal.example<c@internal.example]",
                        "[archive:b@else.example<b@else.example,"
                                + " archive:c@internal.example<c@internal.example]");
        assertThat(house.queue().stored().get(1).envelope().recipients())
                .allMatch(r -> r.dsn().events().contains(RecipientDsn.Notify.NEVER));
    }

    @Test
    void onlyTrafficOfTheNamedChannelsIsArchivedAndNothingThatTheHouseSendsItself() {
        house.channel("archive")
                .option("ARCHIVE_CHANNEL", "archive")
                .option("ARCHIVE_TRAFFIC", "tcp_submit, tcp_intranet");
        send(House.outside(), MESSAGE, "b@else.example");
        assertThat(house.queue().stored()).hasSize(1);
        send(House.outside(), MESSAGE, "c@internal.example");
        assertThat(house.queue().stored()).hasSize(3);
        Origin own = Origin.internal("tcp_intranet", House.NOW, "");
        send(own, MESSAGE, "c@internal.example");
        assertThat(house.queue().stored()).hasSize(4);
    }

    @Test
    void anArchiveThatIsNotConfiguredRefusesTheConfiguration() {
        house.option("ARCHIVE_CHANNEL", "archive");
        assertThat(new KeywordCheck().prepare(house.current()))
                .extracting(p -> p.isError() + " " + p.text())
                .containsExactly("true option ARCHIVE_CHANNEL: there is no channel archive");
    }

    @Test
    void aPartGoesToTheJoiningChannelBeforeAChannelThatWantsWholeMessages() {
        house.channel("defragment").channel("tcp_local", "defragment");
        send(House.outside(), PART, "b@else.example", "c@internal.example");
        assertThat(stored())
                .containsExactly(
                        "[defragment:b@else.example<b@else.example,"
                                + " defragment:c@internal.example<c@internal.example]");
    }

    @Test
    void aPartThatTheJoiningChannelSendsOnGoesItsWay() {
        house.channel("defragment").channel("tcp_local", "defragment");
        send(Origin.internal("tcp_local", House.NOW, ""), PART, "b@else.example");
        send(House.outside(), MESSAGE, "b@else.example");
        send(House.outside(), PART, "c@internal.example");
        assertThat(stored())
                .containsExactly(
                        "[tcp_local:b@else.example<b@else.example]",
                        "[tcp_local:b@else.example<b@else.example]",
                        "[tcp_intranet:c@internal.example<c@internal.example]");
    }
}
