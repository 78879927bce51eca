// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.PoolDefinition;
import org.tubepost.api.config.TlsMode;

/** {@code dispatcher.cnf}, {@code job_controller.cnf}, {@code option.dat}. */
class SettingsFilesTest {
    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    private ListenerDefinition only(String dispatcher) {
        Generation g = etc.file("dispatcher.cnf", dispatcher).sound();
        assertThat(g.listeners()).hasSize(1);
        return g.listeners().get(0);
    }

    @Test
    void everyPortIsAListener() {
        Generation g =
                etc.file("dispatcher.cnf", "[SERVICE=smtp]\nPORT=25, 2525\nTLS_PORT=465\n").sound();
        assertThat(g.listeners())
                .extracting(
                        ListenerDefinition::service,
                        ListenerDefinition::port,
                        ListenerDefinition::tls)
                .containsExactly(
                        tuple("SMTP", 25, TlsMode.STARTTLS),
                        tuple("SMTP", 2525, TlsMode.STARTTLS),
                        tuple("SMTP", 465, TlsMode.IMPLICIT));
    }

    @Test
    void settingsOfTheSectionStandBeforeTheGlobalOnes() {
        ListenerDefinition l =
                only(
                        "; comment\n# comment\nmax_conns=7\nMAX_IDLE_TIME=60\nWAIT_FOR_PROTOCOL=5\n"
                                + "[service=Relay]\nPort=25\nPROTOCOL=SMTP\nMAX_CONNS = 9\nTLS=none\n"
                                + "INTERFACE_ADDRESS=127.0.0.1\nMAX_CONNS_PER_ADDRESS=3\n"
                                + "PARAMETER=CHANNEL=tcp_local,Submission=1\nPARAMETER=x=y=z\n");
        assertThat(l.service()).isEqualTo("RELAY");
        assertThat(l.protocol()).isEqualTo("smtp");
        assertThat(l.maxConnections()).isEqualTo(9);
        assertThat(l.maxConnectionsPerAddress()).isEqualTo(3);
        assertThat(l.idleTimeoutSeconds()).isEqualTo(60);
        assertThat(l.waitForProtocolSeconds()).isEqualTo(5);
        assertThat(l.address()).isEqualTo("127.0.0.1");
        assertThat(l.tls()).isEqualTo(TlsMode.NONE);
        assertThat(l.parameters())
                .isEqualTo(Map.of("CHANNEL", "tcp_local", "SUBMISSION", "1", "X", "y=z"));
        assertThat(l.location()).hasToString("dispatcher.cnf:6:1");
    }

    @Test
    void theOffsetOfTheInstanceIsAddedToEveryPortButZero() {
        etc.file("dispatcher.cnf", "[SERVICE=SMTP]\nPORT=25,0\n");
        assertThat(etc.result(8000).generation().listeners())
                .extracting(ListenerDefinition::port)
                .containsExactly(8025, 0);
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        for (String port : new String[] {"65535", "2147483647", "-1"}) {
            etc.file("dispatcher.cnf", "[SERVICE=SMTP]\nPORT=" + port + "\n");
            assertThat(etc.result(8000).problems())
                    .singleElement()
                    .hasToString(
                            "dispatcher.cnf:2:1: error: port "
                                    + port
                                    + " with the offset 8000 is out of range");
        }
    }

    @Test
    void errorsOfDispatcherHaveTheirPlace() {
        assertThat(
                        etc.file(
                                        "dispatcher.cnf",
                                        "[SERVICE=A]\nPORT=x\nMAX_CONNS=many\nMAX_IDLE_TIME=0\nCOLOUR=red\n"
                                                + "[SERVICE=B]\nPROTOCOL=smtp\n[SERVICE=C]\nPORT=1\nTLS=maybe\n"
                                                + "PARAMETER=x\n[OTHER=x]\n[broken\nno equals\n"
                                                + "[SERVICE=D]\nPORT=2\nPARAMETER=CHANNEL=nowhere\n")
                                .problems())
                .containsExactlyInAnyOrder(
                        "dispatcher.cnf:2:1: error: 'x' is no port",
                        "dispatcher.cnf:3:1: error: MAX_CONNS: 'many' is no number",
                        "dispatcher.cnf:4:1: error: MAX_IDLE_TIME must be between 1 and 86400",
                        "dispatcher.cnf:5:1: error: unknown setting COLOUR",
                        "dispatcher.cnf:6:1: error: service B has neither PORT nor TLS_PORT",
                        "dispatcher.cnf:10:1: error: TLS is NONE, STARTTLS or IMPLICIT",
                        "dispatcher.cnf:11:1: error: expected PARAMETER=NAME=value",
                        "dispatcher.cnf:12:1: error: unknown section [OTHER=…]",
                        "dispatcher.cnf:13:1: error: expected '[KIND=name]'",
                        "dispatcher.cnf:14:1: error: expected 'NAME=value'",
                        "dispatcher.cnf:15:1: error: service D: there is no channel nowhere");
    }

    @Test
    void settingsOfSeveralProcessesAreWarnedAboutWhereverTheyStand() {
        assertThat(
                        etc.file(
                                        "dispatcher.cnf",
                                        "MIN_PROCS=1\n[SERVICE=A]\nPORT=1\nMAX_LIFE_TIME=5\n[SERVICE=B]\nPORT=2\n")
                                .problems())
                .satisfiesExactlyInAnyOrder(
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "dispatcher.cnf:1:1: warning: MIN_PROCS has no effect"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "dispatcher.cnf:4:1: warning: MAX_LIFE_TIME has no effect"));
    }

    @Test
    void anUnknownGlobalSettingIsToldOnce() {
        assertThat(
                        etc.file(
                                        "dispatcher.cnf",
                                        "COLOUR=red\n[SERVICE=A]\nPORT=1\n[SERVICE=B]\nPORT=2\n")
                                .problems())
                .containsExactly("dispatcher.cnf:1:1: error: unknown setting COLOUR");
    }

    @Test
    void checksThatAreNotInForceYetAreNamedNotSwallowed() {
        assertThat(
                        etc.file(
                                        "dispatcher.cnf",
                                        "[SERVICE=A]\nPORT=1\nENABLE_RBL=1\nDNS_VERIFY_DOMAIN=x\n")
                                .problems())
                .containsExactly(
                        "dispatcher.cnf:3:1: warning: ENABLE_RBL is not in force yet",
                        "dispatcher.cnf:4:1: warning: DNS_VERIFY_DOMAIN is not in force yet");
    }

    @Test
    void poolsAndProgramsOfTheJobController() {
        Generation g =
                etc.file(
                                "job_controller.cnf",
                                "JOB_LIMIT=5\nTHREADS=3\n[POOL=a]\n[POOL=B]\njob_limit=7\n[CHANNEL=tcp_*]\nPROGRAM=smtp-client\nx=1\n"
                                        + "[CHANNEL=*]\nPROGRAM=hold\n")
                        .sound();
        assertThat(g.pools().get("A").jobLimit()).isEqualTo(5);
        assertThat(g.pools().get("B").jobLimit()).isEqualTo(7);
        assertThat(g.programFor("tcp_local").orElseThrow().program()).isEqualTo("smtp-client");
        assertThat(g.programFor("TCP_local").orElseThrow().parameters())
                .isEqualTo(Map.of("X", "1", "THREADS", "3"));
        assertThat(g.programFor("ims-ms").orElseThrow().program()).isEqualTo("hold");
    }

    @Test
    void errorsOfTheJobControllerHaveTheirPlace() {
        assertThat(
                        etc.file(
                                        "job_controller.cnf",
                                        "TCP_PORT=27442\n[POOL=DEFAULT]\nJOB_LIMIT=0\nCOLOUR=x\n[CHANNEL=x]\n"
                                                + "MASTER_COMMAND=/bin/x\n[OTHER=x]\n[pool=default]\n[PERIODIC_JOB=p]\nCOMMAND=x\n")
                                .problems())
                .containsExactly(
                        "job_controller.cnf:1:1: warning: TCP_PORT has no effect here: the job"
                                + " controller is part of the server",
                        "job_controller.cnf:4:1: error: unknown setting COLOUR",
                        "job_controller.cnf:3:1: error: JOB_LIMIT must be between 1 and 10000",
                        "job_controller.cnf:6:1: warning: MASTER_COMMAND has no effect here: use"
                                + " PROGRAM=, the name of a channel program bundle",
                        "job_controller.cnf:5:1: error: section needs PROGRAM=, the channel program",
                        "job_controller.cnf:7:1: error: unknown section [OTHER=…]",
                        "job_controller.cnf:8:1: error: pool DEFAULT is defined twice",
                        "job_controller.cnf:9:1: warning: [PERIODIC_JOB=…] is not in force yet");
    }

    @Test
    void afterHoursAreWindowsWithALimitOfTheirOwn() {
        Generation g =
                etc.file(
                                "job_controller.cnf",
                                "TIME_ZONE=Europe/Berlin\n[POOL=night]\nJOB_LIMIT=4\n"
                                        + "AFTER_HOURS = 22:00-06:00, sat - SUN\nAFTER_HOURS_LIMIT=40\n"
                                        + "[POOL=week]\nAFTER_HOURS=FRI-MON 18:30-24:00\n[POOL=plain]\n")
                        .sound();
        PoolDefinition night = g.pools().get("NIGHT");
        // A Wednesday; Berlin is two hours ahead.
        assertThat(night.limitAt(Instant.parse("2026-07-01T19:59:59Z"))).isEqualTo(4);
        assertThat(night.limitAt(Instant.parse("2026-07-01T20:00:00Z"))).isEqualTo(40);
        assertThat(night.limitAt(Instant.parse("2026-07-02T03:59:59Z"))).isEqualTo(40);
        assertThat(night.limitAt(Instant.parse("2026-07-02T04:00:00Z"))).isEqualTo(4);
        assertThat(night.limitAt(Instant.parse("2026-07-04T10:00:00Z"))).isEqualTo(40);
        assertThat(night.nextAfterHours(Instant.parse("2026-07-01T10:00:00Z")))
                .contains(Instant.parse("2026-07-01T20:00:00Z"));
        PoolDefinition week = g.pools().get("WEEK");
        assertThat(week.nextAfterHours(Instant.parse("2026-07-07T12:00:00Z")))
                .contains(Instant.parse("2026-07-10T16:30:00Z"));
        assertThat(week.isAfterHours(Instant.parse("2026-07-06T21:59:00Z"))).isTrue();
        assertThat(g.pools().get("PLAIN").nextAfterHours(Instant.EPOCH)).isEmpty();
    }

    @Test
    void everyErrorOfAfterHoursIsToldAtItsColumn() {
        assertThat(
                        etc.file(
                                        "job_controller.cnf",
                                        "[POOL=a]\nAFTER_HOURS=22:00-06:00, noon, 25:00-26:00,,FOO-SUN\n"
                                                + "TIME_ZONE= Mars/Base\n[POOL=b]\nAFTER_HOURS_LIMIT=3\n"
                                                + "[CHANNEL=tcp_*]\nPROGRAM=smtp-client\nTHREADS=0\nMAX_JOBS=x\n"
                                                + "[CHANNEL=tcp_local]\nPROGRAM=hold\n[CHANNEL=]\nPROGRAM=hold\n[CHANNEL=x]\nPROGRAM=\n")
                                .problems())
                .containsExactly(
                        "job_controller.cnf:2:26: error: 'noon' is no window such as 22:00-06:00,"
                                + " SAT-SUN or MON-FRI 20:00-07:00",
                        "job_controller.cnf:2:32: error: '25:00-26:00' is no window such as"
                                + " 22:00-06:00, SAT-SUN or MON-FRI 20:00-07:00",
                        "job_controller.cnf:2:44: error: '' is no window such as 22:00-06:00,"
                                + " SAT-SUN or MON-FRI 20:00-07:00",
                        "job_controller.cnf:2:45: error: 'FOO-SUN' is no window such as"
                                + " 22:00-06:00, SAT-SUN or MON-FRI 20:00-07:00",
                        "job_controller.cnf:3:12: error: 'Mars/Base' is no time zone such as"
                                + " Europe/Berlin",
                        "job_controller.cnf:5:1: error: AFTER_HOURS_LIMIT needs AFTER_HOURS=, the"
                                + " windows",
                        "job_controller.cnf:8:1: error: THREADS must be between 1 and 10000",
                        "job_controller.cnf:9:1: error: MAX_JOBS: 'x' is no number",
                        "job_controller.cnf:10:1: warning: [CHANNEL=tcp_local] never counts: tcp_*"
                                + " of job_controller.cnf:6:1 comes first",
                        "job_controller.cnf:12:1: error: section needs the name of a channel, or a"
                                + " pattern",
                        "job_controller.cnf:14:1: error: section needs PROGRAM=, the channel"
                                + " program");
    }

    @Test
    void optionsHaveUpperCaseNamesAndNoSections() {
        assertThat(etc.file("option.dat", "! x\nfilters = a, b\nX=\n").sound().options())
                .isEqualTo(Map.of("FILTERS", "a, b", "X", ""));
        assertThat(etc.file("option.dat", "X=1\n[A=b]\nY=2\n").problems())
                .containsExactly("option.dat:2:1: error: option.dat has no sections");
    }

    @Test
    void filesAreCheckedAgainstEachOther() {
        etc.file(
                "imta.cnf",
                "a $U%$D@localhost\n\nl saslswitchchannel gone pool DEFAULT\nlocalhost\n\n"
                        + "defaults pool MISSING\n\nx\ny\n");
        assertThat(etc.problems())
                .containsExactly(
                        "imta.cnf:3:3: error: saslswitchchannel: there is no channel gone",
                        "imta.cnf:6:10: error: pool MISSING is not defined in job_controller.cnf");
    }

    @Test
    void namesOfChannelsInOtherPlacesAreCaseBlindToo() {
        etc.file(
                "imta.cnf",
                "a $U%$D@localhost\n\nl saslswitchchannel TCP_Local\nlocalhost\n\ntcp_local\ny\n");
        etc.file("dispatcher.cnf", "[SERVICE=A]\nPORT=1\nPARAMETER=CHANNEL=TCP_LOCAL\n");
        etc.sound();
    }

    @Test
    void warningsCannotCrowdOutAnError() {
        etc.file("job_controller.cnf", "W=1\n".repeat(500) + "[OTHER=x]\n");
        assertThat(etc.problems())
                .contains("job_controller.cnf:501:1: error: unknown section [OTHER=…]")
                .hasSizeLessThan(402);
    }
}
