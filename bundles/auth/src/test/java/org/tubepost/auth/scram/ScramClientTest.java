// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Stringprep;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of the RFCs, and a server that lies. */
class ScramClientTest {
    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ScramClient client(ScramHash hash, String nonce) {
        return new ScramClient(hash, "user", "pencil", Optional.empty(), false, nonce);
    }

    @Test
    void exampleOfRfc5802() {
        ScramClient client = client(ScramHash.SHA_1, "fyko+d2lbbFgONRv9qkxdawL");
        assertThat(new String(client.first(), StandardCharsets.UTF_8))
                .isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        String serverFirst =
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
        assertThat(client.answer(octets(serverFirst)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                                + "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        client.verify(octets("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
    }

    @Test
    void exampleOfRfc7677() {
        ScramClient client = client(ScramHash.SHA_256, "rOprNGfwEbeRWgbNEkqO");
        String serverFirst =
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assertThat(client.answer(octets(serverFirst)))
                .asString(StandardCharsets.UTF_8)
                .endsWith("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        client.verify(octets("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    @Test
    void serverThatLiesIsFound() {
        ScramClient client = client(ScramHash.SHA_256, "abc");
        for (String wrong :
                List.of(
                        "r=xyz,s=QSXCR+Q6sek8bf92,i=4096",
                        "r=abc,s=QSXCR+Q6sek8bf92,i=4096",
                        "r=abcd,s=QSXCR+Q6sek8bf92,i=1",
                        "r=abcd,s=QSXCR+Q6sek8bf92,i=2000000000",
                        "r=abcd,s=,i=4096",
                        "r=abcd,s=!,i=4096",
                        "m=x,r=abcd,s=QSXCR+Q6sek8bf92,i=4096",
                        "")) {
            assertThatThrownBy(() -> client.answer(octets(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> client.verify(octets("v=")))
                .isInstanceOf(IllegalArgumentException.class);
        client.answer(octets("r=abcd,s=QSXCR+Q6sek8bf92,i=4096"));
        assertThatThrownBy(
                        () ->
                                client.verify(
                                        octets(
                                                "v="
                                                        + Base64.getEncoder()
                                                                .encodeToString(new byte[32]))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.verify(octets("e=invalid-proof")))
                .hasMessageContaining("invalid-proof");
    }

    @Test
    void bindingAndTheWishForItAreSaid() {
        ScramClient bound =
                new ScramClient(
                        ScramHash.SHA_256, "u", "p", Optional.of(new byte[] {1}), true, "n");
        assertThat(bound.first())
                .asString(StandardCharsets.UTF_8)
                .startsWith("p=tls-server-end-point,,");
        ScramClient wishing =
                new ScramClient(ScramHash.SHA_256, "a=b,c", "p", Optional.empty(), true, "n");
        assertThat(wishing.first())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("y,,n=a=3Db=2Cc,r=n");
    }

    /** Section 3 of RFC 4013 and more, compared with another implementation. */
    @Test
    void wordsArePreparedAsOthersDoIt() {
        Profile others = Stringprep.getProvider("SASLprep");
        for (String word :
                List.of(
                        "I\u00adX",
                        "user",
                        "USER",
                        "\u00aa",
                        "\u2168",
                        "p\u00e4ssw\u00f6rd",
                        "pa\u0308ss",
                        "a\u00a0b",
                        "\u0627\u0628",
                        "\uff21")) {
            assertThat(SaslPrep.prepare(word)).as(word).isEqualTo(others.prepareQuery(word));
        }
        for (String word :
                List.of("\u0007", "\u06271", "a\u0627", "\ue000", "x\u200ey", "\ufffd")) {
            assertThatThrownBy(() -> SaslPrep.prepare(word))
                    .as(word)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> others.prepareQuery(word))
                    .as(word)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void verifiersAreStoredAsRfc5803Says() {
        ScramVerifier verifier = ScramVerifier.of(ScramHash.SHA_256, "pencil");
        ScramVerifier read = ScramVerifier.parse(verifier.text()).orElseThrow();
        assertThat(read.storedKey()).isEqualTo(verifier.storedKey());
        assertThat(read.serverKey()).isEqualTo(verifier.serverKey());
        assertThat(read.iterations()).isEqualTo(ScramVerifier.ITERATIONS);
        for (String wrong :
                List.of(
                        "",
                        "SCRAM-SHA-512$4096:AAAA$AAAA:AAAA",
                        "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
                        "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
                        verifier.text().replace("SHA-256", "SHA-1"),
                        verifier.text() + "x$")) {
            assertThat(ScramVerifier.parse(wrong)).as(wrong).isEmpty();
        }
    }
}
