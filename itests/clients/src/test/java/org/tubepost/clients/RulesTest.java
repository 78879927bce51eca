// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.clients.CheckedSession.Manner;

/** A client that checks notices what breaks the rules, each rule once. */
class RulesTest {
    private static final List<String> SELECTED =
            List.of(
                    "* 3 EXISTS",
                    "* OK [UIDVALIDITY 7] x",
                    "* OK [UIDNEXT 9] x",
                    "* OK [HIGHESTMODSEQ 100] x",
                    "* OK [MAILBOXID (F1)] x",
                    "* 1 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (50))",
                    "* 2 FETCH (UID 4 FLAGS () MODSEQ (60))",
                    "* 3 FETCH (UID 8 FLAGS (red) MODSEQ (70))");

    private static UntaggedAnswers selected(Manner manner, Truth truth) throws Exception {
        UntaggedAnswers answers = new UntaggedAnswers(manner, truth);
        answers.select(new KnownMailbox("INBOX", false));
        for (String line : SELECTED) {
            answers.take(line, false, new Reply());
        }
        return answers;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN     | * 2 EXISTS                              | false",
                "PLAIN     | * 4 RECENT                              | false",
                "REV2      | * 1 RECENT                              | false",
                "PLAIN     | * 1 EXPUNGE                             | false",
                "PLAIN     | * 4 EXPUNGE                             | true",
                "QRESYNC   | * 1 EXPUNGE                             | true",
                "PLAIN     | * VANISHED 2                            | true",
                "QRESYNC   | * VANISHED 2                            | false",
                "QRESYNC   | * VANISHED 3                            | true",
                "PLAIN     | * 4 FETCH (FLAGS ())                    | false",
                "PLAIN     | * 1 FETCH (UID 3)                       | false",
                "PLAIN     | * 1 FETCH (FLAGS (never))               | false",
                "CONDSTORE | * 1 FETCH (MODSEQ (49))                 | false",
                "CONDSTORE | * 1 FETCH (FLAGS (red) MODSEQ (50))     | false",
                "CONDSTORE | * OK [HIGHESTMODSEQ 99] x               | false",
                "PLAIN     | * BAD what                              | false",
                "PLAIN     | * NONSENSE                              | false",
                "PLAIN     | * 1 FETCH (FLAGS (                      | false"
            })
    void whatIsNotAllowedIsNoticed(Manner manner, String line, boolean moves) throws Exception {
        UntaggedAnswers answers = selected(manner, new Truth());
        assertThatThrownBy(() -> answers.take(line, moves, new Reply()))
                .isInstanceOf(ViolationException.class);
    }

    @Test
    void whatIsAllowedIsKept() throws Exception {
        UntaggedAnswers answers = selected(Manner.CONDSTORE, new Truth());
        for (String line :
                List.of(
                        "* 2 EXPUNGE",
                        "* 3 EXISTS",
                        "* 1 FETCH (FLAGS (\\Recent red) MODSEQ (101))")) {
            answers.take(line, true, new Reply());
        }
        assertThat(answers.selected().orElseThrow().messages())
                .extracting(KnownMessage::uid)
                .containsExactly(2L, 8L, 0L);
        assertThat(answers.selected().orElseThrow().at(1).flags().orElseThrow())
                .containsExactly("red");
    }

    @Test
    void goneMessagesThatTheClientHasNotAskedAboutAreFoundByTheirPlace() throws Exception {
        UntaggedAnswers answers = selected(Manner.QRESYNC, new Truth());
        answers.take("* 6 EXISTS", true, new Reply());
        answers.take("* 6 FETCH (UID 12 FLAGS ())", true, new Reply());
        answers.take("* VANISHED 4,10", true, new Reply());
        assertThat(answers.selected().orElseThrow().messages())
                .extracting(KnownMessage::uid)
                .containsExactly(2L, 8L, 0L, 12L);
    }

    @Test
    void twoClientsMayNotBeToldTwoThings() throws Exception {
        Truth truth = new Truth();
        selected(Manner.CONDSTORE, truth).take("* 1 FETCH (RFC822.SIZE 5)", true, new Reply());
        UntaggedAnswers other = selected(Manner.CONDSTORE, truth);
        assertThatThrownBy(() -> other.take("* 1 FETCH (RFC822.SIZE 6)", true, new Reply()))
                .isInstanceOf(ViolationException.class);
    }

    @Test
    void tornMessagesAreNoticed() throws Exception {
        String whole = Texts.next(new Random(1));
        Texts.check("Received: x\r\n" + whole);
        assertThatThrownBy(() -> Texts.check(whole.substring(0, whole.length() - 1)))
                .isInstanceOf(ViolationException.class);
        assertThatThrownBy(() -> Texts.check("Subject: x\r\n\r\n"))
                .isInstanceOf(ViolationException.class);
    }
}
