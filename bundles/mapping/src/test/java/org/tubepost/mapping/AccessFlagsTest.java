// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessDecision.TransactionLimits;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;

/** With what access tables are asked, and what their flags come to. */
class AccessFlagsTest {
    private final List<String> asked = new ArrayList<>();
    private final Tables tables = new Tables();
    private final TableAccessPolicy policy =
            new TableAccessPolicy(
                    new MappingTables() {
                        @Override
                        public Optional<MappingTable.Result> probe(
                                Generation generation, String table, Probe probe) {
                            asked.add(table + " " + probe.input() + " " + probe.flags());
                            return tables.table(table, probe);
                        }
                    });

    private static Origin client(String tls, String helo, Optional<String> login) throws Exception {
        return new Origin(
                "tcp_local",
                tls.isEmpty() ? "ESMTP" : "ESMTPS",
                Optional.of(new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 4025)),
                Optional.of(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 25)),
                helo,
                "",
                tls,
                login,
                Instant.EPOCH,
                "");
    }

    private static AccessRequest request(Origin origin, Map<String, String> options)
            throws Exception {
        return new AccessRequest(
                Generation.builder(1, Instant.EPOCH).options(options).build(),
                origin,
                ReversePath.of(MailAddress.parse("a@b.example")),
                false,
                Trace.OFF);
    }

    private AccessDecision from(String template) throws Exception {
        tables.with("FROM_ACCESS", "*  " + template);
        return policy.sender(request(client("", "h", Optional.empty()), Map.of()));
    }

    private AccessDecision recipient(String template) throws Exception {
        tables.with("MAIL_ACCESS", "*  " + template);
        return policy.recipient(
                request(client("", "h", Optional.empty()), Map.of()),
                Point.EXPANDED,
                "ims-ms",
                "r@b.example");
    }

    @Test
    void probesHoldWhatTheLanguageSays() throws Exception {
        AccessRequest request = request(client("TLSv1.3 AES", "c|x", Optional.of("joe")), Map.of());
        policy.connect(
                request.origin().server().orElseThrow(),
                request.origin().client().orElseThrow(),
                Trace.OFF);
        policy.activate(request.generation());
        policy.connect(
                request.origin().server().orElseThrow(),
                request.origin().client().orElseThrow(),
                Trace.OFF);
        policy.sender(request);
        policy.recipient(request, Point.ORIGINAL, "tcp_local", "\"x|y\"@c.example");
        policy.recipient(request, Point.EXPANDED, "ims-ms", "z@c.example");
        String port = "TCP|2001:db8:0:0:0:0:0:1|25|192.0.2.7|4025";
        String mail = port + "|SMTP/TLSv1.3-AES/c?x|MAIL|tcp_local|a@b.example|";
        assertThat(asked)
                .containsExactly(
                        "PORT_ACCESS " + port + " A",
                        "FROM_ACCESS " + mail + "joe AET",
                        "ORIG_SEND_ACCESS tcp_local|a@b.example|tcp_local|\"x?y\"@c.example AET",
                        "ORIG_MAIL_ACCESS " + mail + "tcp_local|\"x?y\"@c.example AET",
                        "SEND_ACCESS tcp_local|a@b.example|ims-ms|z@c.example AET",
                        "MAIL_ACCESS " + mail + "ims-ms|z@c.example AET");
    }

    @Test
    void messagesOfTheHouseHaveNoPort() throws Exception {
        policy.sender(request(Origin.internal("process", Instant.EPOCH, ""), Map.of()));
        assertThat(asked).containsExactly("FROM_ACCESS ||MAIL|process|a@b.example| ");
    }

    @Test
    void anOptionAddsTheLoginToRecipientProbes() throws Exception {
        AccessRequest request =
                request(client("", "h", Optional.of("joe")), Map.of("ACCESS_AUTH", "8"));
        policy.recipient(request, Point.ORIGINAL, "l", "r@c");
        assertThat(asked.get(0)).doesNotContain("joe");
        assertThat(asked.get(1)).endsWith("|l|r@c|joe AE");
    }

    @Test
    void bothTablesOfAPointAreAskedAndFolded() throws Exception {
        tables.with("SEND_ACCESS", "*  $H$AX-One:$ one").with("MAIL_ACCESS", "*  $N$D50|no");
        AccessDecision decision =
                policy.recipient(
                        request(client("", "h", Optional.empty()), Map.of()),
                        Point.EXPANDED,
                        "l",
                        "r@c");
        assertThat(decision.hold()).isTrue();
        assertThat(decision.refusal().orElseThrow()).hasToString("550 5.7.1 no");
        assertThat(decision.delay()).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource({
        "$N$D30|Relaying$ not$ allowed",
        "30|Relaying$ not$ allowed$D$N",
        "$N30|Relaying$ not$ allowed$D",
        "30|$N$DRelaying$ not$ allowed",
    })
    void flagsMayStandAnywhereTheirArgumentsStandInOrder(String template) throws Exception {
        AccessDecision decision = recipient(template);
        assertThat(decision.delay()).isEqualTo(Duration.ofMillis(300));
        assertThat(decision.delayAll()).isTrue();
        assertThat(decision.refusal().orElseThrow()).hasToString("550 5.7.1 Relaying not allowed");
    }

    @Test
    void recipientFlagsBecomeTheDecision() throws Exception {
        AccessDecision decision =
                recipient(
                        "$Y$H$B$<noted|$D-200|$Tone|$AX-A: b|$Gtwo,three|$Mother@c.example|$Pspamd");
        assertThat(decision.refusal()).isEmpty();
        assertThat(decision.hold()).isTrue();
        assertThat(decision.discard()).isTrue();
        assertThat(decision.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(decision.delayAll()).isFalse();
        assertThat(decision.tags()).containsExactly("one", "two", "three");
        assertThat(decision.headers()).containsExactly("X-A: b");
        assertThat(decision.filters()).containsExactly("spamd");
        assertThat(decision.redirect()).contains(MailAddress.parse("other@c.example"));
    }

    @Test
    void fromAccessReplacesSendersAndLimitsTheTransaction() throws Exception {
        AccessDecision decision = from("$Jnew@b.example|$Ksender@b.example|$S10,5,20|$Pdkim,arc");
        assertThat(decision.envelopeSender())
                .contains(ReversePath.of(MailAddress.parse("new@b.example")));
        assertThat(decision.senderField()).contains(MailAddress.parse("sender@b.example"));
        assertThat(decision.limits()).contains(new TransactionLimits(10_240, 5, 20));
        assertThat(decision.filters()).containsExactly("dkim", "arc");
        assertThat(from("$J").envelopeSender()).contains(ReversePath.NULL);
        assertThat(from("$Z").discard()).isTrue();
        assertThat(from("$S5").limits())
                .contains(new TransactionLimits(5120, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "$X4.2.3|$NLater, 450 4.2.3 Later",
        "$N$X4.2.3|451|Later, 451 4.2.3 Later",
        "$N$>logged|no, 550 5.7.1 no",
        "$N$>logged|450|no, 450 4.7.1 no",
        "$N$Xrubbish|no, 550 5.7.1 no",
        "$N$AX-A: b|no, 550 5.7.1 no",
    })
    void aRejectionHasWhatItsArgumentsLeave(String template, String reply) throws Exception {
        assertThat(recipient(template).refusal().orElseThrow()).hasToString(reply);
    }

    @Test
    void anArgumentThatMakesNoSenseIsLeftOut() throws Exception {
        assertThat(recipient("$D1h|$Ano$ header|$Mnobody").delay()).isZero();
        assertThat(recipient("$Ano$ header").headers()).isEmpty();
        assertThat(recipient("$Mtwo words@@").redirect()).isEmpty();
        assertThat(from("$Sx").limits()).isEmpty();
        assertThat(recipient("$D999999").delay()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void textOfClientsCannotBreakTheReplyLine() throws Exception {
        tables.with("T", "*  a\r\nb");
        assertThat(recipient("$N$|t;x|\u00e9").refusal().orElseThrow().text()).isEqualTo("a??b?");
    }

    @Test
    void whatATableCannotSayNowIsRefusedForNow() throws Exception {
        tables.away();
        assertThat(recipient("$]ldap:///o=x[").refusal().orElseThrow().code()).isEqualTo(451);
    }
}
