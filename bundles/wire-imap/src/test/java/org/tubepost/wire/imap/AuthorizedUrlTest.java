// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tubepost.wire.imap.AuthorizedUrl.Access;
import org.tubepost.wire.imap.AuthorizedUrl.Kind;

/** URLs of messages with an authorization (RFC 5092, RFC 4467). */
class AuthorizedUrlTest {
    private static final String TOKEN = "91354a473744909de610943775f92038";

    private static Tokens tokens(String text) {
        return new Tokens(
                new RawCommand(List.of(text.getBytes(StandardCharsets.ISO_8859_1)), List.of()));
    }

    @Test
    void theExampleOfTheStandardIsRead() throws BadCommandException {
        String rump = "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred";
        AuthorizedUrl url = AuthorizedUrl.parse(rump + ":internal:" + TOKEN);
        assertThat(url.rump()).isEqualTo(rump);
        assertThat(url.user()).isEqualTo("joe");
        assertThat(url.host()).isEqualTo("example.com");
        assertThat(url.message().mailbox()).contains("INBOX");
        assertThat(url.message().uid()).isEqualTo(20);
        assertThat(url.message().section().written()).isEqualTo("1.2");
        assertThat(url.expires()).isEmpty();
        assertThat(url.access()).isEqualTo(new Access(Kind.SUBMIT, "fred"));
        assertThat(url.verifier().orElseThrow().mechanism()).isEqualTo("INTERNAL");
        assertThat(url.with(url.verifier().orElseThrow())).isEqualTo(rump + ":INTERNAL:" + TOKEN);
        assertThat(AuthorizedUrl.parse(rump).verifier()).isEmpty();
    }

    @Test
    void everyPartIsDecodedAndTheRumpIsLeftAsItIs() throws BadCommandException {
        String rump =
                "IMAP://a%40b.c;AUTH=*@[2001:DB8::1]:143/Entw%C3%BCrfe%3B/x;UIDVALIDITY=3/;UID=7"
                        + "/;PARTIAL=0.9;EXPIRE=2026-12-01t01:00:00.5+01:00;URLAUTH=user+d%2Be";
        AuthorizedUrl url = AuthorizedUrl.parse(rump);
        assertThat(url.rump()).isEqualTo(rump);
        assertThat(url.user()).isEqualTo("a@b.c");
        assertThat(url.host()).isEqualTo("[2001:db8::1]");
        assertThat(url.message().mailbox()).contains("Entw\u00fcrfe;/x");
        assertThat(url.message().uidValidity()).hasValue(3);
        assertThat(url.message().partial()).contains(new FetchItem.Partial(0, 9));
        assertThat(url.expires()).contains(Instant.parse("2026-12-01T00:00:00.5Z"));
        assertThat(url.access()).isEqualTo(new Access(Kind.USER, "d+e"));
    }

    @Test
    void whatIsNotWholeIsNoUrl() {
        String begin = "imap://joe@example.com/INBOX/;UID=20";
        for (String broken :
                List.of(
                        "",
                        "imap://",
                        begin,
                        begin + ";URLAUTH=",
                        begin + ";URLAUTH=submit+",
                        begin + ";URLAUTH=submit",
                        begin + ";URLAUTH=anonymous+x",
                        begin + ";URLAUTH=other+x",
                        begin + ";URLAUTH=authuser:INTERNAL",
                        begin + ";URLAUTH=authuser::" + TOKEN,
                        begin + ";URLAUTH=authuser:INTERNAL:",
                        begin + ";URLAUTH=authuser:INTERNAL:" + TOKEN + ":",
                        begin + ";URLAUTH=authuser:INTERNAL:" + TOKEN.substring(2),
                        begin + ";URLAUTH=authuser:INTERNAL:" + TOKEN + "g0",
                        begin + ";EXPIRE=;URLAUTH=authuser",
                        begin + ";EXPIRE=2026-12-01;URLAUTH=authuser",
                        begin + ";EXPIRE=2026-13-01T00:00:00Z;URLAUTH=authuser",
                        begin + ";URLAUTH=authuser;EXPIRE=2026-12-01T00:00:00Z",
                        begin + "/ ;URLAUTH=authuser",
                        "imaps://joe@example.com/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://example.com/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://@example.com/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://joe@/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://joe@example.com:x/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://joe@example.com/;UID=20;URLAUTH=authuser",
                        "imap://joe@example.com/INBOX;URLAUTH=authuser",
                        "imap://j%C3@example.com/INBOX/;UID=20;URLAUTH=authuser",
                        "imap://joe@example.com/\u00fc/;UID=20;URLAUTH=authuser",
                        "imap://joe@example.com;URLAUTH=authuser/INBOX/;UID=20")) {
            assertThatThrownBy(() -> AuthorizedUrl.parse(broken))
                    .as(broken)
                    .isInstanceOf(BadCommandException.class);
        }
    }

    @Test
    void argumentsOfTheCommandsAreRead() throws BadCommandException {
        assertThat(UrlArguments.requests(tokens(" a internal \"b\" INTERNAL")))
                .containsExactly(
                        new UrlArguments.Request("a", "INTERNAL"),
                        new UrlArguments.Request("b", "INTERNAL"));
        assertThat(UrlArguments.urls(tokens(" a \"b\""))).containsExactly("a", "b");
        assertThat(UrlArguments.reset(tokens("")).mailbox()).isEmpty();
        assertThat(UrlArguments.reset(tokens(" INBOX internal")))
                .isEqualTo(new UrlArguments.Reset(Optional.of("INBOX"), List.of("INTERNAL")));
        assertThatThrownBy(() -> UrlArguments.requests(tokens(" a")))
                .isInstanceOf(BadCommandException.class);
        assertThatThrownBy(() -> UrlArguments.urls(tokens("")))
                .isInstanceOf(BadCommandException.class);
    }

    @Property(tries = 2000)
    void anyTextIsAUrlOrABadCommand(@ForAll @Size(max = 14) List<Byte> choices) {
        List<String> words =
                List.of(
                        "imap://",
                        "joe@example.com",
                        "@",
                        "[::1]:143",
                        "/",
                        "/INBOX",
                        ";UIDVALIDITY=3",
                        "/;UID=20",
                        "/;SECTION=1.2.MIME",
                        "/;SECTION=HEADER.FIELDS%20(TO)",
                        "/;PARTIAL=5.7",
                        ";EXPIRE=",
                        "2026-12-01T00:00:00Z",
                        ";URLAUTH=",
                        "submit+fred",
                        "user+",
                        "anonymous",
                        ":INTERNAL:",
                        TOKEN,
                        ":",
                        "%C3",
                        "%",
                        "\u00df");
        StringBuilder text = new StringBuilder(choices.size() % 2 == 0 ? "" : BEGIN);
        choices.forEach(c -> text.append(words.get(Math.floorMod(c, words.size()))));
        try {
            AuthorizedUrl url = AuthorizedUrl.parse(text.toString());
            assertThat(text.toString()).startsWith(url.rump());
            assertThat(AuthorizedUrl.parse(url.rump()).message()).isEqualTo(url.message());
        } catch (BadCommandException refused) {
            assertThat(refused).hasMessageMatching("[ -~]+");
        }
    }

    private static final String BEGIN = "imap://joe@example.com/INBOX/;UID=20";
}
