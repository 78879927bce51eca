// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;

/** Whatever a client makes us write is one line and can be read back. */
class RecordPropertyTest {
    private static final Set<Field> OPTIONAL =
            EnumSet.of(Field.PROCESS, Field.FILE, Field.MESSAGE_ID, Field.USER, Field.TRANSPORT);

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> wild = Arbitraries.strings().all().ofMaxLength(12);
        Arbitrary<String> nasty =
                Arbitraries.strings()
                        .withChars(' ', '"', '\\', '\r', '\n', '+', '<', '>', '#', 'u', 'é')
                        .withChars('\u2028', '\u202e', '\ud800', '\udc00', '\u0085', '{')
                        .ofMaxLength(8);
        return Arbitraries.oneOf(wild, nasty, Arbitraries.of("", "+", "<>", "a@b.c", "+ O"));
    }

    @Provide
    Arbitrary<MailEvent> events() {
        return texts().list()
                .ofSize(9)
                .flatMap(
                        t ->
                                Combinators.combine(
                                                Arbitraries.of(Kind.class),
                                                Arbitraries.longs().between(0, 4_000_000_000L),
                                                Arbitraries.longs().between(0, 1L << 40),
                                                Arbitraries.of("", "ESMTP", "LMTP"),
                                                Arbitraries.of(true, false))
                                        .as(
                                                (kind, second, number, protocol, tls) ->
                                                        MailEvent.of(time(second), kind)
                                                                .channels(t.get(0), t.get(1))
                                                                .size(number)
                                                                .sender(t.get(2))
                                                                .recipient(t.get(3), t.get(4))
                                                                .message("M-1", number, t.get(5))
                                                                .user(t.get(6))
                                                                .protocol(protocol, tls)
                                                                .session(number)
                                                                .transport(t.get(7))
                                                                .diagnostic(t.get(8))
                                                                .build()));
    }

    private static Instant time(long second) {
        return Instant.ofEpochSecond(second).plus(second % 100 * 10, ChronoUnit.MILLIS);
    }

    @Provide
    Arbitrary<Layout> layouts() {
        return Combinators.combine(
                        Arbitraries.of(Field.class).set(),
                        Arbitraries.longs().between(1, 5_000),
                        Arbitraries.of(true, false))
                .as(
                        (fields, block, brackets) -> {
                            Set<Field> all = EnumSet.allOf(Field.class);
                            all.removeAll(OPTIONAL);
                            all.addAll(fields);
                            return new Layout(all, block, brackets);
                        });
    }

    /** What the layout keeps of an event. */
    private static MailEvent kept(MailEvent e, Layout layout) {
        boolean message = !TextRecords.isConnection(e.kind());
        boolean file = message && layout.has(Field.FILE);
        boolean field = message && layout.has(Field.MESSAGE_ID);
        MailEventBuilder kept =
                MailEvent.of(e.time(), e.kind())
                        .channels(e.source(), message ? e.destination() : "")
                        .message(
                                file ? e.message() : "",
                                file ? e.entry() : 0,
                                field ? e.messageIdField() : "")
                        .user(layout.has(Field.USER) ? e.user() : "")
                        .protocol(e.protocol(), e.secured())
                        .session(layout.has(Field.PROCESS) ? e.session() : 0)
                        .transport(!message || layout.has(Field.TRANSPORT) ? e.transport() : "")
                        .diagnostic(e.diagnostic());
        if (message) {
            kept.size(TextRecords.blocks(e.size(), layout.blockSize()) * layout.blockSize());
            kept.sender(e.sender()).recipient(e.originalRecipient(), e.recipient());
        }
        return kept.build();
    }

    private static void isOneSafeLine(CharSequence written) {
        assertThat(written.toString().lines()).hasSize(1);
        assertThat(written).endsWith("\n");
        assertThat(written.toString().codePoints().filter(Character::isISOControl).count())
                .isEqualTo(1);
        assertThat(written.toString()).doesNotContain("\u2028", "\u202e");
    }

    @Property(tries = 2_000)
    void textIsOneLineAndParsesBack(
            @ForAll("events") MailEvent event, @ForAll("layouts") Layout layout) {
        StringBuilder out = new StringBuilder();
        new TextRecords(ZoneOffset.UTC).write(event, layout, out);
        isOneSafeLine(out);
        assertThat(out.charAt(0)).isBetween('0', '9');
        String line = out.substring(0, out.length() - 1);
        assertThat(TextParser.parse(line, layout, ZoneOffset.UTC)).contains(kept(event, layout));
    }

    @Property(tries = 2_000)
    void jsonIsOneLineAndParsesBack(@ForAll("events") MailEvent event) {
        StringBuilder out = new StringBuilder();
        JsonRecords.write(event, out);
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(JsonRecords.parse(out.toString())).contains(event);
    }

    @Property(tries = 500)
    void layoutParsesBack(@ForAll("layouts") Layout layout) {
        assertThat(Layout.parse(layout.head())).contains(layout);
    }

    @Property(tries = 2_000)
    void noLineBreaksTheParsers(@ForAll("texts") String start, @ForAll("texts") String end) {
        Layout layout = LogRules.BEFORE.layout();
        String line = "06-Feb-2026 14:54:13.72 " + start + " ims-ms E " + end;
        assertThat(TextParser.parse(line, layout, ZoneOffset.UTC)).isNotNull();
        assertThat(JsonRecords.parse("{\"kind\":" + start + end)).isEmpty();
    }
}
