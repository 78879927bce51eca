// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.MailAddress;

/** What changes in a header, and above all what does not. */
class HeaderEditorTest {

    private static HeaderEditor editor(String header) {
        return HeaderEditor.of(header.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HeaderEditor editor) {
        return new String(editor.octets(), StandardCharsets.UTF_8);
    }

    private static MailAddress hidden(AddressField kind, MailAddress address) {
        return address.domain().endsWith(".inside.example")
                ? address.withDomain("example.com")
                : address;
    }

    @Test
    void onlyChangedAddressesChange() {
        HeaderEditor editor =
                editor(
                        "from:  Al  (x) <al@a.inside.example>  \r\n"
                                + "To:b@EXAMPLE.org ,\r\n\tc@c.inside.example (C)\r\n"
                                + "X-To: d@d.inside.example\r\n"
                                + "no field at all\r\n"
                                + "Cc : e@e.inside.example\r\n"
                                + "Subject: =?x?  al@a.inside.example\r\n\r\n");
        editor.addresses(HeaderEditorTest::hidden);
        assertThat(text(editor))
                .isEqualTo(
                        "from:  Al  (x) <al@example.com>  \r\n"
                                + "To:b@EXAMPLE.org ,\r\n\tc@example.com (C)\r\n"
                                + "X-To: d@d.inside.example\r\n"
                                + "no field at all\r\n"
                                + "Cc : e@example.com\r\n"
                                + "Subject: =?x?  al@a.inside.example\r\n\r\n");
        assertThat(editor.isChanged()).isTrue();
    }

    @Test
    void directionOfEachFieldIsKnown() {
        HeaderEditor editor =
                editor(
                        "From: a@x.org\r\nResent-Cc: b@x.org\r\nBcc: c@x.org\r\nReply-To: d@x.org\r\n");
        editor.addresses((kind, address) -> address.withLocalPart(kind.name()));
        assertThat(text(editor))
                .isEqualTo(
                        "From: BACKWARD@x.org\r\nResent-Cc: FORWARD@x.org\r\nBcc: FORWARD@x.org\r\n"
                                + "Reply-To: BACKWARD@x.org\r\n");
    }

    @Test
    void brokenFieldIsLeftAlone() {
        HeaderEditor editor = editor("To: a@a.inside.example, \"b <b@b.inside.example>\r\n\r\n");
        editor.addresses(HeaderEditorTest::hidden);
        assertThat(editor.isChanged()).isFalse();
    }

    @Test
    void addressThatWouldEndTheFieldIsNotWritten() {
        HeaderEditor editor = editor("To: a@x.org\r\n\r\n");
        editor.addresses((kind, address) -> address.withLocalPart("a\r\nBcc: b"));
        assertThat(text(editor)).isEqualTo("To: a@x.org\r\n\r\n");
    }

    @Test
    void subjectIsTaggedOnce() {
        HeaderEditor editor = editor("Subject: Re: news\r\n more\r\n\r\n");
        editor.tagSubject("[list]");
        editor.tagSubject("[list]");
        assertThat(text(editor)).isEqualTo("Subject: [list] Re: news\r\n more\r\n\r\n");
    }

    @Test
    void tagBeyondAsciiIsEncodedAndRecognised() {
        HeaderEditor editor = editor("From: a@x.org\r\n\r\n");
        editor.tagSubject("[Zoë]");
        String once = text(editor);
        assertThat(once).startsWith("From: a@x.org\r\nSubject: =?");
        assertThat(once.chars()).allMatch(c -> c < 0x80);
        editor.tagSubject("[Zoë]");
        assertThat(text(editor)).isEqualTo(once);
    }

    @Test
    void fieldsAreTakenOutAndPutIn() {
        HeaderEditor editor = editor("X-A: 1\r\nx-a:\r\n 2\r\nX-B: 3");
        editor.remove(Set.of("x-a"));
        editor.append("List-Id", "<l.example.com>");
        editor.prepend("X-Top", "one\r\n\r\ntwo");
        assertThat(text(editor))
                .isEqualTo("X-Top: one\r\n two\r\nX-B: 3\r\nList-Id: <l.example.com>\r\n");
    }

    @Provide
    Arbitrary<byte[]> headers() {
        return Arbitraries.of(
                        "From: ",
                        "To:",
                        "\r\n",
                        "\r\n",
                        "\n",
                        "\r",
                        " ",
                        "a@b.inside.example",
                        "c@x.org",
                        "<",
                        ">",
                        ",",
                        "é",
                        "\0",
                        "Subject: x",
                        "Cc :",
                        ":",
                        "junk")
                .list()
                .ofMaxSize(40)
                .map(l -> String.join("", l).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 5_000)
    void headerWithoutChangesIsTheSameOctetForOctet(@ForAll("headers") byte[] header) {
        HeaderEditor editor = HeaderEditor.of(header);
        editor.addresses((kind, address) -> address);
        assertThat(editor.isChanged()).isFalse();
        assertThat(editor.octets()).isEqualTo(header);
    }

    @Property(tries = 5_000)
    void changingAddressesBackGivesTheHeaderBack(@ForAll("headers") byte[] header) {
        HeaderEditor editor = HeaderEditor.of(header);
        editor.addresses(
                (kind, address) ->
                        address.domain().equals("b.inside.example")
                                ? address.withDomain("other.example")
                                : address);
        HeaderEditor back = HeaderEditor.of(editor.octets());
        back.addresses(
                (kind, address) ->
                        address.domain().equals("other.example")
                                ? address.withDomain("b.inside.example")
                                : address);
        assertThat(Arrays.equals(back.octets(), header)).isTrue();
    }
}
