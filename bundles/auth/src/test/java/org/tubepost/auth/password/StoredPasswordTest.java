// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored forms that other programs made, and our own. */
class StoredPasswordTest {
    private static final String PASSWORD = "correct horse ü";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Made by slappasswd, openssl passwd, the C library's crypt and Python's hashlib. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SSHA}T4RiO5bIHh4grsbUqmXUJcg8DZvYT75P",
                "{SMD5}B+j56oqEpEIIqseqvoNPYhAU67g=",
                "{SHA}BamUwd4BOl+1jAtu97w165yA/8g=",
                "{MD5}p7JNtMMQKXtux9x9exaS0g==",
                "{ssha}T4RiO5bIHh4grsbUqmXUJcg8DZvYT75P",
                "{ARGON2}$argon2i$v=19$m=4096,t=3,p=1$G53zW/2+JmLi1BziELEAsg"
                        + "$BuPDnZxnQKStzzBV/qiuydHdrFA9nDqVCiwuv7gAYNU",
                "{CRYPT}$1$o765qD8Q$4N7TZ7fjLVNasMfx0/BWj1",
                "{CRYPT}$5$qaW1Q8Q4uJ0bzLTj$we39y22BCbxRIttJgLi3npIqRZtHkG.cnQnrFF0ui19",
                "{CRYPT}$6$RgnIVlz9NiKb1WTW$dtkE243YM4IRDRlAelheMdk3Q3K02l4XS/CSzp4Yojrs9ubgKBw"
                        + "ES3Xi6La5B3Lsyk8SQ1pEwYxUjJbEryWqR0",
                "{CRYPT}abhfCpXqd4GrI",
                "{CRYPT}$2b$04$4p.YwvgO/g2z4Vv0usZtpe.L99I4mXlzVR8XBsOAJPUNeZPufv1aS",
                "{PBKDF2-SHA256}1000$MDEyMzQ1Njc4OWFiY2RlZg"
                        + "$nhrfHyvskS6L4hmA8a0UdamaUSrhKIsZW7Hf8buqksY",
                "{PBKDF2-SHA512}1000$MDEyMzQ1Njc4OWFiY2RlZg$3VxUNbTV5ZfILocGohKMEZ/Ri/gbW8D5VSGT"
                        + "aBJkgmUErOmsxjFNSQG1FkaliRAs2sg69BS4RvC.iz.aNNfh0Q",
                "{PBKDF2}1000$MDEyMzQ1Njc4OWFiY2RlZg$6Zu41lrqJ2D6q/Q5nJf4AzN8EHg",
                "{SSHA512}9qI7SULWcMNxN1ANPnLPycwJAFKAocKw0bsopdfOQ4GRHnn1GQAO1e2LxuJrM9fBLDNf"
                        + "p+QP3Ks5OruGryk72jAxMjM0NTY3ODlhYmNkZWY=",
                "{SSHA256}hwIjYEtSVzdCDvMUKF0FFap/2mx9YiAceesxV5OvZdEwMTIzNDU2Nzg5YWJjZGVm",
                "correct horse ü",
                "{CLEARTEXT}correct horse ü"
            })
    void formsOfOtherProgramsAreRead(String stored) {
        StoredPassword password = StoredPassword.parse(stored);
        assertThat(password.matches(octets(PASSWORD))).isTrue();
        assertThat(password.matches(octets("wrong"))).isFalse();
        assertThat(password.matches(octets(""))).isFalse();
        assertThat(password.matches(octets("x".repeat(5000)))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(PasswordScheme.class)
    void newPasswordsMatchAndHaveASaltOfTheirOwn(PasswordScheme scheme) {
        String stored = StoredPassword.of(scheme, octets(PASSWORD));
        assertThat(StoredPassword.parse(stored).matches(octets(PASSWORD))).isTrue();
        assertThat(StoredPassword.parse(stored).matches(octets("wrong"))).isFalse();
        assertThat(StoredPassword.parse(stored).isOf(scheme)).isTrue();
        assertThat(StoredPassword.of(scheme, octets(PASSWORD))).isNotEqualTo(stored);
    }

    /** pw-pbkdf2 needs exactly this alphabet; a verifier must never pass as a password in clear. */
    @Test
    void verifierOfScramIsNoPasswordInClear() {
        String stored =
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbs"
                        + "T4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
        StoredPassword password = StoredPassword.parse(stored);
        assertThat(password.clearText()).isEmpty();
        assertThat(password.matches(octets(stored))).isFalse();
        assertThat(password.matches(octets("pencil"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SSHA}",
                "{SSHA512}AAAA",
                "{SHA}!!",
                "{UNKNOWN}x",
                "{ARGON2}$argon2id$v=19$m=9999999,t=1,p=1$AAAA$AAAA",
                "{ARGON2}$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAAAA",
                "{PBKDF2}999999999$AAAA$AAAA",
                "{PBKDF2}x$AAAA$AAAA",
                "{CRYPT}",
                "{CRYPT}*",
                "{CRYPT}$2y$99$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "{CRYPT}$9$abc$def",
                "{}",
                ""
            })
    void whatCannotBeReadMatchesNothing(String stored) {
        assertThat(StoredPassword.parse(stored).matches(octets("x"))).isFalse();
    }

    @Test
    void randomFormsNeverFail() {
        Random random = new Random(2307);
        String[] starts = {
            "{CRYPT}$2y$", "{CRYPT}$6$", "{ARGON2}$argon2id$", "{PBKDF2}1$", "{SSHA}"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(starts[i % starts.length]);
            for (int length = random.nextInt(70); length > 0; length--) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            assertThat(StoredPassword.parse(text.toString()).matches(octets("x"))).isFalse();
        }
    }
}
