// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.testkit.Deliveries;

/** What keywords mean, what is wrong with them, and what outcomes say of a destination. */
class ChannelPlanTest {
    private static final Recipient TO =
            Deliveries.envelope("tcp", "x.test", List.of("a@x.test")).recipients().get(0);

    private static Outcome deferred(int code, String status, String remote) {
        return new Outcome.Deferred(TO, Reply.of(code, status, "text"), remote);
    }

    @Test
    void keywordOfAPriorityStandsBeforeTheGeneralOne() {
        ChannelPlan plan =
                new Plans()
                        .channel("tcp", "backoff pt1m pt2m, urgentbackoff pt1s, nonurgentnotices 5")
                        .plans()
                        .get("tcp");
        assertThat(plan.pauseAfter(1, Priority.URGENT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(plan.pauseAfter(9, Priority.NORMAL)).isEqualTo(Duration.ofMinutes(2));
        assertThat(plan.giveUpAfter(Priority.NONURGENT)).isEqualTo(Duration.ofDays(5));
        assertThat(plan.giveUpAfter(Priority.NORMAL)).isEqualTo(Duration.ofDays(12));
    }

    @Test
    void pauseIsNeverShorterThanASecond() {
        ChannelPlan plan = new Plans().channel("tcp", "backoff pt0s").plans().get("tcp");
        assertThat(plan.pauseAfter(1, Priority.NORMAL)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void maxjobsOfTheChannelStandsBeforeThatOfItsSection() {
        Map<String, ChannelPlan> plans =
                new Plans()
                        .channel("a", "maxjobs 3")
                        .channel("b", "mx")
                        .parameters(Map.of("MAX_JOBS", "7", "THREADS", "2"))
                        .plans();
        assertThat(plans.get("a").maxJobs()).isEqualTo(3);
        assertThat(plans.get("b").maxJobs()).isEqualTo(7);
        assertThat(plans.get("b").threads()).isEqualTo(2);
    }

    @Test
    void whatCannotBeMeantIsToldWhereItStands() {
        assertThat(new Plans().channel("tcp", "notices 3 p2d, immnormal, maxjobs 0").problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "imta.cnf:7:3: warning: immnormal has no effect: pool DEFAULT has no"
                                + " AFTER_HOURS",
                        "imta.cnf:7:3: error: notices: 'p2d' must be longer than the period"
                                + " before it",
                        "imta.cnf:7:3: error: maxjobs needs a number of 1 or more");
    }

    @Test
    void nobodyThereIsToldFromAnAnswer() {
        assertThat(Evidence.of(List.of(deferred(451, "4.4.1", ""))))
                .isEqualTo(Evidence.UNREACHABLE);
        assertThat(Evidence.of(List.of(deferred(451, "4.4.1", "mx")))).isEqualTo(Evidence.ANSWER);
        assertThat(Evidence.of(List.of(deferred(421, "4.7.0", "")))).isEqualTo(Evidence.BUSY);
        assertThat(Evidence.of(List.of(deferred(451, "4.3.0", "")))).isEqualTo(Evidence.NOTHING);
        assertThat(Evidence.of(List.of(deferred(451, "4.4.1", ""), deferred(450, "4.2.0", "mx"))))
                .isEqualTo(Evidence.ANSWER);
        assertThat(
                        Evidence.of(
                                List.of(
                                        new Outcome.Failed(
                                                TO, Reply.of(550, "5.1.1", "nobody"), "mx"),
                                        deferred(451, "4.4.1", ""))))
                .isEqualTo(Evidence.SUCCESS);
    }
}
