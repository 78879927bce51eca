// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.address;
import static org.tubepost.acceptance.House.outside;
import static org.tubepost.acceptance.House.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.routing.MappingTables;

/** What happens to the header, and to the addresses in it and in the envelope. */
class HeaderTest {
    private static final String HEADER =
            "From:  A <a@host.internal.example>\r\nTo: b@else.example, C <c@host.internal.example>\r\n"
                    + "DKIM-Signature: v=1;\r\n\tb=x\r\n";
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

    private String sent(String message) {
        return sent(message, "r@else.example");
    }

    private String sent(String message, String... to) {
        assertThat(house.send("s@host.internal.example", List.of(to), message).code())
                .isEqualTo(250);
        String text = house.queue().stored().get(0).text();
        return text.substring(text.indexOf("\r\n", text.indexOf("; ")) + 2);
    }

    @Test
    void headerIsNotReadUnlessSomethingMayChangeIt() {
        sent(HEADER + "\r\nbody\r\n");
        assertThat(house.queue().reads()).isZero();
    }

    @Test
    void rewrittenAddressesChangeAndNothingElse() {
        house.rewriting(
                true,
                (a, c) ->
                        a.domain().equals("host.internal.example")
                                ? a.withDomain(
                                        c.envelope()
                                                ? "envelope.example"
                                                : c.forwardPointing()
                                                        ? "forward.example"
                                                        : "backward.example")
                                : a);
        assertThat(sent(HEADER + "\r\nbody\r\n"))
                .isEqualTo(
                        "From:  A <a@backward.example>\r\n"
                                + "To: b@else.example, C <c@forward.example>\r\n"
                                + "DKIM-Signature: v=1;\r\n\tb=x\r\n\r\nbody\r\n");
        assertThat(house.queue().only().envelope().sender()).isEqualTo(path("s@envelope.example"));
    }

    @Test
    void addressesWithoutDomainAreCompletedWhereTheChannelSaysSo() {
        house.channel("tcp_local", "defaulthost=dept.example");
        house.send("joe", List.of("mary"), "From: joe\r\nTo: mary, b@x.org\r\n\r\n");
        assertThat(house.queue().only().text())
                .endsWith("From: joe@dept.example\r\nTo: mary@dept.example, b@x.org\r\n\r\n");
        assertThat(house.queue().only().envelope().sender()).isEqualTo(path("joe@dept.example"));
        assertThat(house.queue().only().to()).containsExactly("mary@dept.example tcp_local");
    }

    @Test
    void reverseTableIsAskedWithChannelsAndGivesThePublicForm() {
        house.table(
                "REVERSE",
                probe ->
                        probe.startsWith("tcp_local|tcp_local|")
                                        && probe.endsWith("@host.internal.example")
                                ? probe.split("\\|")[2].split("@")[0] + "@public.example/Y"
                                : null);
        assertThat(sent(HEADER + "\r\n"))
                .startsWith(
                        "From:  A <a@public.example>\r\nTo: b@else.example, C <c@public.example>");
        assertThat(house.queue().only().envelope().recipients().get(0).returnPath())
                .contains(path("s@public.example"));
    }

    @Test
    void entryWithoutYesOrWithNoChangesNothing() {
        house.table(
                "REVERSE", p -> p.contains("|a@") ? "x@y.org/" : p.contains("|c@") ? "/N" : null);
        assertThat(sent(HEADER + "\r\n")).isEqualTo(HEADER + "\r\n");
    }

    @Test
    void reverseDatabaseStandsBeforeTheTable() {
        house.table("REVERSE", p -> "wrong@y.org/Y")
                .database(
                        "reverse",
                        Map.of(
                                "a@host.internal.example", "first@y.org",
                                "b@else.example", "second@y.org",
                                "c@host.internal.example", "third@y.org",
                                "s@host.internal.example", "s@y.org"));
        assertThat(sent(HEADER + "\r\n"))
                .startsWith("From:  A <first@y.org>\r\nTo: second@y.org, C <third@y.org>\r\n");
        assertThat(house.queue().only().envelope().recipients().get(0).returnPath())
                .contains(path("s@y.org"));
    }

    @Test
    void channelsThatDifferGetDifferentCopies() {
        house.channel("tcp_intranet", "noreverse")
                .database("reverse", Map.of("a@host.internal.example", "public@y.org"));
        house.send(
                "s@x.org",
                List.of("r@else.example", "q@internal.example", "t@else.example"),
                HEADER + "\r\nbody\r\n");
        assertThat(house.queue().stored()).hasSize(2);
        assertThat(house.queue().stored().get(0).text()).contains("From:  A <public@y.org>");
        assertThat(house.queue().stored().get(0).to()).hasSize(2);
        assertThat(house.queue().stored().get(1).text()).endsWith(HEADER + "\r\nbody\r\n");
    }

    @Test
    void optionTurnsReversalOff() {
        house.option("USE_REVERSE_DATABASE", "4")
                .database("reverse", Map.of("a@host.internal.example", "public@y.org"));
        assertThat(sent(HEADER + "\r\n")).isEqualTo(HEADER + "\r\n");
    }

    @Test
    void forwardTableAndDatabaseReplaceRecipientsBeforeAliases() {
        house.table(
                        "FORWARD",
                        p ->
                                p.equals("old@example.com")
                                        ? "new@else.example/Y"
                                        : p.equals("kept@example.com") ? "/I" : null)
                .database("forward", Map.of("first@example.com", "old@example.com"));
        house.send(
                "s@x.org",
                List.of("first@example.com", "kept@example.com", "plain@example.com"),
                "\r\n");
        assertThat(house.queue().stored()).hasSize(2);
        assertThat(house.queue().stored().get(0).to())
                .containsExactly("new@else.example tcp_local", "plain@example.com ims-ms");
        assertThat(house.queue().stored().get(1).to()).containsExactly("kept@example.com ims-ms");
        assertThat(house.queue().stored().get(1).held()).isTrue();
    }

    @Test
    void forwardingInACircleIsRefusedUnlessTheEntryEndsIt() {
        house.table(
                "FORWARD",
                p ->
                        switch (p) {
                            case "a@example.com" -> "b@example.com/Y";
                            case "b@example.com" -> "a@example.com/Y";
                            case "c@example.com" -> "d@example.com/YH";
                            case "d@example.com" -> "c@example.com/YH";
                            default -> null;
                        });
        assertThat(house.send("s@x.org", List.of("a@example.com"), "\r\n").status())
                .hasToString("5.4.6");
        house.send("s@x.org", List.of("c@example.com"), "\r\n");
        assertThat(house.queue().only().to()).containsExactly("d@example.com ims-ms");
    }

    @Test
    void tablesThatAreAwayMakeTheClientTryAgain() {
        house.table("FORWARD", p -> null).without(MappingTables.class);
        assertThat(house.send("s@x.org", List.of("a@example.com"), "\r\n").status())
                .hasToString("4.3.2");
    }

    @Test
    void authenticatedUserIsNamedAsSender() {
        house.channel("tcp_local", "authrewrite=1");
        house.directory().user("u", "user@example.com", Map.of());
        house.send(
                outside().withAuthenticated("u"),
                "s@x.org",
                List.of("a@example.com"),
                "From: boss@example.com\r\n\r\n");
        house.send(
                outside().withAuthenticated("u"),
                "s@x.org",
                List.of("a@example.com"),
                "From: User <user@example.com>\r\n\r\n");
        house.send(
                outside().withAuthenticated("u"),
                "s@x.org",
                List.of("a@example.com"),
                "From: boss@example.com\r\nResent-From: me@x.org\r\n\r\n");
        house.send(outside(), "s@x.org", List.of("a@example.com"), "From: x@y.org\r\n\r\n");
        assertThat(house.queue().stored().get(0).text())
                .endsWith("\r\nSender: <user@example.com>\r\nFrom: boss@example.com\r\n\r\n");
        assertThat(house.queue().stored().get(1).text()).doesNotContain("Sender:");
        assertThat(house.queue().stored().get(2).text())
                .contains("\r\nResent-Sender: <user@example.com>\r\nFrom: boss");
        assertThat(house.queue().stored().get(3).text()).doesNotContain("Sender:");
    }

    @Test
    void headerWithoutRecipientsIsMendedAsTheChannelWants() {
        String[] wanted = {
            "",
            "",
            "To: a@example.com,\r\n b@example.com\r\n",
            "Bcc: a@example.com,\r\n b@example.com\r\n",
            "To: Recipients not specified: ;\r\n",
            "Bcc: \r\n"
        };
        for (int policy = 0; policy < wanted.length; policy++) {
            house = fresh("missingrecipientpolicy=" + policy);
            house.send(
                    "s@x.org", List.of("a@example.com", "b@example.com"), "From: s@x.org\r\n\r\n");
            house.send("s@x.org", List.of("a@example.com"), "Cc: x@y.org\r\n\r\n");
            assertThat(house.queue().stored().get(0).text())
                    .endsWith("\r\nFrom: s@x.org\r\n" + wanted[policy] + "\r\n");
            assertThat(house.queue().stored().get(1).text()).endsWith("\r\nCc: x@y.org\r\n\r\n");
        }
        house = fresh("missingrecipientpolicy=6");
        assertThat(house.send("s@x.org", List.of("a@example.com"), "X: y\r\n\r\n").status())
                .hasToString("5.6.0");
    }

    private House fresh(String keyword) {
        try {
            house.close();
            return new House(cache.resolve(keyword)).channel("tcp_local", keyword);
        } catch (IOException | BundleException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void receivedFieldSaysWhatTheChannelWants() {
        house.channel("tcp_local", "noreceivedfor", "noreceivedfrom")
                .rewriting(false, (a, c) -> a.localPart().equals("s") ? address("t@x.org") : a);
        house.send("s@x.org", List.of("a@example.com"), "\r\n");
        assertThat(house.queue().only().text())
                .startsWith("Received: from client.example")
                .doesNotContain("for <")
                .doesNotContain("envelope-from");
    }

    @Test
    void copyNamesItsRecipientWhereTheDestinationWantsIt() {
        house.channel("tcp_local", "x_env_to");
        house.send("s@x.org", List.of("a@x.org", "b@x.org", "c@example.com"), "\r\n");
        assertThat(house.queue().stored()).hasSize(3);
        assertThat(house.queue().stored().get(1).text()).startsWith("X-Envelope-To: b@x.org\r\n");
        assertThat(house.queue().stored().get(2).text()).doesNotContain("X-Envelope-To");
        assertThat(house.queue().calls()).isEqualTo(1);
    }
}
